// What is marked in letters: where a finding is, and in what two of them differ.
"use strict";

const MARK = "outreach-shown";
const STRONG = "background:#ffd84d;color:#1a1a1a;outline:2px solid #d08700";
const FAINT = "background:#fff3c4;color:#1a1a1a;outline:1px dashed #d08700";

// What scrolls each letter that is shown, in its frame or on the page: never the page itself.
function letters() {
  const frames = all(`[data-sheet] ${isShown}`).filter((f) => f.contentDocument?.body);
  return frames.length
    ? frames.map((holder) => ({ holder, doc: holder.contentDocument, within: holder.contentDocument.body,
      scroller: holder.contentDocument.scrollingElement ?? holder.contentDocument.documentElement, top: 0 }))
    : all(".paper").map((holder) => ({ holder, doc: document, within: holder, scroller: holder,
      top: holder.getBoundingClientRect().top }));
}

const roomOf = (one) => (one.holder.localName === "iframe" ? one.holder.clientHeight : one.scroller.clientHeight);
const placeOf = (one, e) => e.getBoundingClientRect().top - one.top + one.scroller.scrollTop;

function moveTo(one, place) {
  one.scroller.scrollTop = place - roomOf(one) / 2;
  one.scroller.set = one.scroller.scrollTop;
}

// --- Where a finding is ----------------------------------------------------------------------------

let shownTargets = null, shownPlace = 0;

function unmark(doc) {
  for (const e of all(`mark.${MARK}`, doc)) {
    const parent = e.parentNode;
    e.replaceWith(...e.childNodes);
    parent.normalize();
  }
  for (const e of all(`.${MARK}`, doc)) { e.classList.remove(MARK); e.style.outline = ""; }
}

// A word or two may stand in many places that are not meant, so a sentence goes before them.
function telling(targets) {
  const long = targets.filter((t) => t.trim().length >= 12 || /^<[\w-]+>$/.test(t));
  return long.length ? long : targets;
}

const isSeen = (e) => e.getClientRects().length && e.getBoundingClientRect().height > 0;

// Marks all places and goes to one of them: asked for again, to the next.
function showIn(targets, scroll) {
  const anew = JSON.stringify(targets) !== JSON.stringify(shownTargets);
  shownPlace = anew || !scroll ? (anew ? 0 : shownPlace) : shownPlace + 1;
  shownTargets = targets;
  unmark(document);
  const places = [];
  let hidden = false;
  for (const one of letters()) {
    if (one.doc !== document) unmark(one.doc);
    for (const t of telling(targets)) {
      for (const spot of spots(one.doc, one.within, t, one.holder.localName === "iframe")) {
        if (spot.some(isSeen)) places.push({ one, spot }); else hidden = true;
      }
    }
  }
  if (!places.length) places.push(...inTheInbox(targets));
  const at = places.length ? shownPlace % places.length : 0;
  places.forEach(({ spot }, i) => spot.forEach((e) => highlight(e, i === at)));
  if (!scroll) return;
  if (places.length) {
    goTo(places[at]);
    const where = places[at].one ? "in the letter" : "in what inboxes show of it";
    say(places.length === 1 ? `Marked ${where}.` : `Marked ${where}: ${at + 1} of ${places.length}.`);
  } else say(hidden ? "It is in a part of the letter that is not seen." : "It is not in this letter, or not in this view.");
}

function goTo({ one, spot }) {
  const seen = spot.find(isSeen);
  if (!one) { seen.scrollIntoView({ block: "nearest" }); return; }
  one.holder.scrollIntoView({ block: "nearest" });
  moveTo(one, placeOf(one, seen));
}

function highlight(e, strongly) {
  if (e.localName === "mark") e.style.cssText = strongly ? STRONG : FAINT;
  else e.style.outline = strongly ? "3px solid #d08700" : "2px dashed #d08700";
}

// Subjects and preheaders are read above the letter, in whole and as inboxes cut them.
function inTheInbox(targets) {
  const found = [];
  for (const part of all(".head__subject, .glance__text")) {
    for (const t of telling(targets)) {
      for (const spot of texts(document, part, t)) {
        const fold = part.closest("details");
        if (fold) fold.open = true;
        found.push({ one: null, spot });
      }
    }
  }
  return found;
}

function spots(doc, within, target, framed) {
  const name = /^<([\w-]+)>$/.exec(target)?.[1];
  if (!name) return texts(doc, within, target);
  if (!framed) return texts(doc, within, `<${name}`);
  const found = all(name, doc);
  for (const e of found) e.classList.add(MARK);
  return found.map((e) => [e]);
}

// Words are found as they are read: across elements, with any white space for any other.
function texts(doc, within, words) {
  const wanted = words.replace(/\s+/g, " ").trim().toLowerCase();
  if (!wanted) return [];
  const walk = doc.createTreeWalker(within, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("script, style, title") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  let run = "";
  const where = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    for (let i = 0; i < node.length; i++) {
      const ch = /\s/.test(node.data[i]) ? " " : node.data[i].toLowerCase()[0];
      if (ch === " " && run.endsWith(" ")) continue;
      run += ch;
      where.push([node, i]);
    }
  }
  const found = [];
  for (let at = run.indexOf(wanted); at >= 0 && found.length < 50; at = run.indexOf(wanted, at + wanted.length)) {
    found.push(where.slice(at, at + wanted.length));
  }
  // The last first: marking a place moves what comes after it within the same text.
  return found.reverse().map((spot) => wrap(doc, spot)).reverse();
}

function wrap(doc, spot) {
  const pieces = new Map();
  for (const [node, i] of spot) pieces.set(node, [Math.min(i, pieces.get(node)?.[0] ?? i), i]);
  return [...pieces].reverse().map(([node, [from, to]]) => {
    const range = doc.createRange();
    range.setStart(node, from);
    range.setEnd(node, to + 1);
    const box = doc.createElement("mark");
    box.className = MARK;
    range.surroundContents(box);
    return box;
  }).reverse();
}

// --- In what two letters differ ----------------------------------------------------------------------

const DIFFERS = "mark.outreach-differs, [data-outreach-differs], .paper mark";
let differenceOf = "", differenceAt = -1;

// Marks of the two letters that stand about as far down are one place.
function nextDifference() {
  const two = letters();
  if (two.length < 2) return;
  const found = two.flatMap((one) => all(DIFFERS, one.within)
    .filter((e) => !e.classList.contains(MARK) && isSeen(e))
    .map((e) => ({ one, place: placeOf(one, e), part: placeOf(one, e) / one.scroller.scrollHeight })));
  found.sort((a, b) => a.part - b.part);
  const places = [];
  for (const f of found) {
    const near = places.at(-1)?.at(-1);
    if (near && (f.part - near.part) * f.one.scroller.scrollHeight < 24) places.at(-1).push(f);
    else places.push([f]);
  }
  if (!places.length) { say("They do not differ where it is seen."); return; }
  differenceAt = differenceOf === location.href ? (differenceAt + 1) % places.length : 0;
  differenceOf = location.href;
  const here = places[differenceAt];
  for (const one of two) {
    moveTo(one, here.find((f) => f.one === one)?.place ?? here[0].part * one.scroller.scrollHeight);
  }
  say(`${differenceAt + 1} of ${places.length}`);
}

// Two letters side by side scroll together, each as far as its own length asks.
function follow(event) {
  const two = letters();
  const led = event.target === document ? null : event.target.scrollingElement ?? event.target;
  const leader = two.find((one) => one.scroller === led);
  if (two.length < 2 || !leader || Math.abs((led.set ?? -9) - led.scrollTop) < 2) return;
  led.set = -9;
  const part = led.scrollTop / Math.max(1, led.scrollHeight - roomOf(leader));
  for (const one of two) {
    if (one === leader) continue;
    one.scroller.scrollTop = part * (one.scroller.scrollHeight - roomOf(one));
    one.scroller.set = one.scroller.scrollTop;
  }
}
document.addEventListener("scroll", follow, true);
