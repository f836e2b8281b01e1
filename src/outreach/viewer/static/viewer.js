// What a page does beyond links and forms. pages.py says what the server has to answer.
"use strict";

const root = document.documentElement;
const first = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const onDisk = location.protocol === "file:";

root.classList.add("scripted");
root.classList.toggle("reaching", !onDisk);

// --- Telling -----------------------------------------------------------------------------------

let hush;
function say(text) {
  clearTimeout(hush);
  first("[data-said]").textContent = text;
  hush = setTimeout(() => { first("[data-said]").textContent = ""; }, 5000);
}

function live(state) {
  const dot = first("[data-live]");
  const said = { "": "", on: "Live", lost: "Connection lost. Trying again" }[state];
  if (dot && dot.textContent !== said) dot.textContent = said;
  if (dot) dot.dataset.live = state;
}

// --- Replacing what changed ----------------------------------------------------------------------

const regionsOf = (doc) => all("[data-region]", doc);
const served = new Map(regionsOf(document).map((r) => [r.dataset.region, mark(r)]));

// A stage is replaced as a whole only if it holds something else than before: frames are swapped.
function mark(region) {
  return region.dataset.shape ?? region.innerHTML;
}

function replaceRegions(doc) {
  const scrolls = all("[data-scroll]").map((e) => [e.dataset.scroll, e.scrollTop, e.scrollLeft]);
  const words = first("#search")?.value ?? "";
  for (const next of regionsOf(doc)) {
    const name = next.dataset.region;
    const now = mark(next);
    const here = first(`[data-region="${name}"]`);
    if (!here) continue;
    if (words && ["people", "out"].includes(name)) continue;
    if (served.get(name) !== now) replace(here, next);
    else if (next.dataset.shape) swapFrames(here, next);
    served.set(name, now);
  }
  for (const [name, top, left] of scrolls) {
    const e = first(`[data-scroll="${name}"]`);
    if (e) { e.scrollTop = top; e.scrollLeft = left; }
  }
  const form = first("[data-search]"), asked = first("[data-search]", doc);
  if (form && asked) form.setAttribute("action", asked.getAttribute("action"));
  if (words) find(words);
}

function replace(here, next) {
  const held = document.activeElement;
  const place = here.contains(held) && held !== here ? called(held) : "";
  const rank = place && all(held.localName, here).filter((e) => called(e) === place).indexOf(held);
  const open = new Map(all("details[id]:not(.menu)", here).map((e) => [e.id, e.open]));
  if (next.dataset.shape) here.dataset.shape = next.dataset.shape;
  here.className = next.className;
  here.replaceChildren(...next.cloneNode(true).childNodes);
  for (const e of all("details[id]", here)) if (open.has(e.id)) e.open = open.get(e.id);
  if (place) all(held.localName, here).filter((e) => called(e) === place)[rank]?.focus({ preventScroll: true });
}

const called = (e) => e.id || e.getAttribute("aria-label") || e.dataset.key || e.textContent.trim();

// The next letter is loaded behind the one shown and takes its place, scrolled as that one is.
function swapFrames(here, next) {
  const coming = all("iframe", next);
  all("[data-sheet]", here).forEach((sheet, i) => {
    const shown = first("iframe:not(.behind)", sheet);
    const to = coming[i];
    const same = (e) => e.getAttribute("src") === to.getAttribute("src") &&
      e.dataset.version && e.dataset.version === to.dataset.version;
    all(".behind", sheet).forEach((e) => e.remove());
    if (same(shown)) return;
    const frame = document.importNode(to);
    frame.classList.add("behind");
    const swap = () => {
      if (!frame.isConnected || !frame.classList.contains("behind")) return;
      const at = shown.contentWindow;
      frame.contentWindow.scrollTo(at.scrollX, at.scrollY);
      const held = document.activeElement === shown;
      frame.classList.remove("behind");
      shown.remove();
      heed(frame);
      if (held) frame.focus({ preventScroll: true });
      if (shownTargets) showIn(shownTargets, false);
    };
    frame.addEventListener("load", swap, { once: true });
    setTimeout(swap, 1500); // a picture from elsewhere may take its time
    shown.after(frame);
    fit(width());
  });
}

// --- Going from page to page ---------------------------------------------------------------------

let turn = 0;
async function fetched(address) {
  const mine = ++turn;
  const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" });
  const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
  return mine === turn ? doc : null;
}

// A change that is told meanwhile waits: its answer must not take the place of the page asked for.
let going = 0;
async function go(address, push = true) {
  going += 1;
  try { await arrive(address, push); } finally {
    going -= 1;
    if (!going && again) { again = false; refresh(); }
  }
}

async function arrive(address, push) {
  let doc;
  try { doc = await fetched(address); } catch { lost(); if (push) say("The server does not answer."); return; }
  if (!doc) return;
  if (doc.body.dataset.page !== document.body.dataset.page ||
      !first(".who", doc) !== !first(".who")) { location.assign(address); return; }
  shownTargets = null;
  if (push) history.pushState(null, "", address);
  take(doc);
  bringUp();
}

// Whose letter is open is seen in the list, where the list scrolls by itself.
function bringUp() {
  if (wide.matches) first('.people li [aria-current]')?.closest("li").scrollIntoView({ block: "nearest" });
}

function take(doc) {
  if (document.body.dataset.events) live("on");
  document.title = doc.title;
  first("[data-stage]").className = first("[data-stage]", doc).className;
  first(".desk").className = first(".desk", doc).className;
  if (doc.body.dataset.stamp) document.body.dataset.stamp = doc.body.dataset.stamp;
  replaceRegions(doc);
  enliven();
}

let refreshing = false, again = false;
async function refresh() {
  if (refreshing || going) { again = true; return; }
  refreshing = true;
  try {
    const doc = await fetched(location.href);
    if (doc?.body.dataset.page === document.body.dataset.page) take(doc);
    else if (doc) say(first("h1", doc)?.textContent ?? "This page is no longer there.");
  } catch { lost(); } finally {
    refreshing = false;
    if (again && !going) { again = false; refresh(); }
  }
}

const plain = (e) => e.button === 0 && !(e.metaKey || e.ctrlKey || e.shiftKey || e.altKey);

document.addEventListener("click", (event) => {
  for (const menu of all(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const on = event.target.closest("a, button");
  if (!on || !plain(event)) return;
  if (on.closest('[data-group="widths"]')) { event.preventDefault(); setWidth(widthOf(on.href)); }
  else if ("more" in on.dataset) { event.preventDefault(); showMore(on); }
  else if ("go" in on.dataset && on.href) {
    const address = new URL(on.href);
    if (width()) address.searchParams.set("width", width()); else address.searchParams.delete("width");
    on.href = address;
    if (on.closest(".menu")) on.closest(".menu").open = false;
    if (!onDisk) { event.preventDefault(); go(address.href); }
  } else if (on.dataset.open) first(`#${on.dataset.open}`).showModal();
  else if (on.dataset.show) showIn(JSON.parse(on.dataset.show), true);
  else if ("copy" in on.dataset) {
    navigator.clipboard.writeText(first("code", on.parentElement).textContent)
      .then(() => say("Copied."), () => say("The browser does not allow copying."));
  }
});

addEventListener("popstate", () => { go(location.href, false); });

// --- Search --------------------------------------------------------------------------------------

let waiting, search = 0;
async function find(words) {
  const form = first("[data-search]");
  const address = new URL(form.getAttribute("action"), location.href);
  address.searchParams.set("q", words);
  const mine = ++search;
  try {
    const answer = await fetch(address, { cache: "no-store" });
    const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== search) return;
    for (const name of ["people", "out"]) {
      const here = first(`[data-region="${name}"]`), next = first(`[data-region="${name}"]`, doc);
      if (!here || !next || served.get(name) === mark(next)) continue;
      replace(here, next);
      served.set(name, mark(next));
    }
  } catch { lost(); }
}

async function showMore(link) {
  const name = link.dataset.more;
  const answer = await fetch(link.href, { cache: "no-store" });
  const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
  const here = link.closest("[data-region]"), next = first(`[data-region="${name}"]`, doc);
  const rows = all(".rows > li", next);
  first(".rows", here).append(...rows);
  const more = first(".more", next);
  if (more) link.parentElement.replaceWith(more); else link.parentElement.remove();
  rows[0]?.querySelector("a")?.focus();
  served.delete(name);
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "search") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => find(event.target.value), 80);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-search]")) return;
  event.preventDefault();
  find(first("#search").value);
});

// --- Width ---------------------------------------------------------------------------------------

const NARROWEST = 240, WIDEST = 2000;
const widthOf = (address) => {
  const said = Number(new URL(address).searchParams.get("width")) || 0;
  return said && Math.min(Math.max(Math.round(said), NARROWEST), WIDEST);
};
const width = () => widthOf(location.href);

function setWidth(pixels) {
  const address = new URL(location.href);
  if (pixels) address.searchParams.set("width", Math.min(Math.max(pixels, NARROWEST), WIDEST));
  else address.searchParams.delete("width");
  history.replaceState(history.state, "", address);
  fit(width());
}

function fit(pixels) {
  for (const sheet of all("[data-sheet]")) {
    sheet.classList.toggle("sheet--full", !pixels);
    for (const frame of all("iframe", sheet)) {
      if (pixels) frame.setAttribute("width", pixels); else frame.removeAttribute("width");
    }
    const shown = Math.round(first("iframe", sheet).getBoundingClientRect().width);
    first(".handle", sheet).setAttribute("aria-valuenow", shown);
    const output = first("#width");
    if (output) output.textContent = `${shown} px`;
  }
  for (const link of all('[data-group="widths"] a')) {
    if (widthOf(link.href) === pixels) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.(".handle");
  if (!handle || event.button) return;
  const from = event.clientX;
  const start = first("iframe", handle.parentElement).getBoundingClientRect().width;
  const room = handle.closest(".pane").clientWidth - handle.offsetWidth;
  root.classList.add("dragging");
  handle.setPointerCapture(event.pointerId);
  const move = (e) => {
    // A sheet narrower than its pane stands in the middle, so it grows on both sides.
    const wide = start + (e.clientX - from) * 2;
    setWidth(wide > room ? Math.max(room, start + e.clientX - from) | 0 : wide | 0);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", () => {
    root.classList.remove("dragging");
    handle.removeEventListener("pointermove", move);
  }, { once: true });
});

function nudge(event) {
  const step = { ArrowLeft: -10, ArrowRight: 10, PageUp: 100, PageDown: -100 }[event.key];
  const now = Number(event.target.getAttribute("aria-valuenow"));
  if (step) setWidth(now + (event.shiftKey ? step * 5 : step));
  else if (event.key === "Home") setWidth(NARROWEST);
  else if (event.key === "End") setWidth(0);
  else return;
  event.preventDefault();
}

// --- Where a finding is in the letter --------------------------------------------------------------

let shownTargets = null;
const MARK = "outreach-shown";

function letters() {
  const frames = all("[data-sheet] iframe:not(.behind)").map((f) => [f.contentDocument, f]);
  return frames.length ? frames : all(".paper").map((p) => [document, p, p]);
}

function unmark(doc) {
  for (const e of all(`mark.${MARK}`, doc)) {
    const parent = e.parentNode;
    e.replaceWith(...e.childNodes);
    parent.normalize();
  }
  for (const e of all(`.${MARK}`, doc)) { e.classList.remove(MARK); e.style.outline = ""; }
}

function showIn(targets, scroll) {
  shownTargets = targets;
  let found = [], hidden = false;
  for (const [doc, holder, within] of letters()) {
    if (!doc?.body) continue;
    unmark(doc);
    const here = targets.flatMap((t) => /^<[\w-]+>$/.test(t)
      ? elements(doc, t.slice(1, -1), within) : texts(doc, within ?? doc.body, t));
    const seen = here.filter((e) => e.getClientRects().length && e.getBoundingClientRect().height > 0);
    hidden ||= here.length > seen.length;
    found = found.concat(seen);
    if (seen.length && scroll) {
      holder.scrollIntoView({ block: "nearest" });
      seen[0].scrollIntoView({ block: "center", inline: "nearest" });
    }
  }
  if (!scroll) return;
  if (found.length) say(found.length === 1 ? "Marked in the letter." : "Marked in the letter, in several places.");
  else say(hidden ? "It is in a part of the letter that is not seen." : "It is not in this letter, or not in this view.");
}

function elements(doc, name, within) {
  if (within) return texts(doc, within, `<${name}`);
  const found = all(name, doc);
  for (const e of found) { e.classList.add(MARK); e.style.outline = "3px solid #d08700"; }
  return found;
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
  const spots = [];
  for (let at = run.indexOf(wanted); at >= 0 && spots.length < 50; at = run.indexOf(wanted, at + wanted.length)) {
    spots.push(where.slice(at, at + wanted.length));
  }
  // The last first: marking a place moves what comes after it within the same text.
  return spots.reverse().flatMap((spot) => wrap(doc, spot)).reverse();
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
    box.style.cssText = "background:#ffd84d;color:#1a1a1a;outline:2px solid #d08700";
    range.surroundContents(box);
    return box;
  }).reverse();
}

// --- Keys ----------------------------------------------------------------------------------------

const inTurn = (group) => {
  const links = all(`[data-group="${group}"] a`);
  const at = links.findIndex((e) => e.hasAttribute("aria-current"));
  links[(at + 1) % links.length]?.click();
};

const KEYS = {
  "/": () => { if (first("#who")) first("#who").open = true; first("#search")?.select(); },
  "?": () => first("#keys").showModal(),
  i: () => inTurn("images"),
  w: () => inTurn("widths"),
  e: () => { first("#side").open = true; first("#findings")?.focus(); },
  s: () => {
    const menu = first("#beside"), alone = first('[data-key="s"]');
    if (alone) alone.click();
    else if (menu) { menu.open = true; first("a:not([aria-current])", menu)?.focus(); }
  },
};

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const on = event.target;
  if (on.closest?.(".handle")) nudge(event);
  if (event.key === "Escape") {
    for (const menu of all(".menu[open]")) { menu.open = false; first("summary", menu).focus(); }
    if (on.id === "search" && on.value) { on.value = ""; find(""); event.preventDefault(); }
  }
  if (event.defaultPrevented || on.closest?.("input, textarea, select, dialog")) return;
  const said = { ArrowRight: "n", ArrowLeft: "p" }[event.key] ?? event.key;
  if (said === event.key || !on.closest?.(".paper, .excerpt, [role=separator]")) {
    const link = said.length === 1 && first(`[data-key="${CSS.escape(said)}"]`);
    if (link && said !== "s") link.click();
    else if (Object.hasOwn(KEYS, said)) KEYS[said]();
    else return;
    event.preventDefault();
  }
}
document.addEventListener("keydown", key);

// A letter that was clicked has the keys: they mean the same there.
function heed(frame) {
  try { frame.contentDocument?.addEventListener("keydown", key); } catch { /* another origin */ }
}

// --- Once, and after every change --------------------------------------------------------------------

function enliven() {
  if (first("[data-sheet]")) fit(width());
}

const desk = matchMedia("(min-width: 600px)");
const wide = matchMedia("(min-width: 1000px)");
const spread = () => { for (const panel of all(".panel")) panel.open = desk.matches; };
desk.addEventListener("change", spread);
if (desk.matches) spread();
for (const frame of all("iframe")) {
  heed(frame);
  frame.addEventListener("load", () => heed(frame), { once: true });
}
enliven();
bringUp();
addEventListener("resize", () => { if (first("[data-sheet]")) fit(width()); });

// --- Changes ---------------------------------------------------------------------------------------

let wasLost = false;
function lost() { wasLost = true; if (document.body.dataset.events || document.body.dataset.poll) live("lost"); }
function back() {
  live("on");
  if (wasLost) { wasLost = false; refresh(); }
}

// A browser has six connections to one server, so a tab that nobody sees gives its own up.
let source = null;
function listen() {
  source?.close();
  source = document.hidden ? null : new EventSource(document.body.dataset.events);
  if (!source) return;
  source.onopen = back;
  source.onmessage = refresh;
  source.onerror = () => {
    lost();
    if (source?.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

async function poll() {
  try {
    const answer = await fetch(document.body.dataset.poll, { cache: "no-store" });
    const { stamp } = await answer.json();
    back();
    if (String(stamp) !== document.body.dataset.stamp) { document.body.dataset.stamp = stamp; await refresh(); }
  } catch { lost(); }
  setTimeout(poll, 2000);
}

if (!onDisk && document.body.dataset.events) {
  listen();
  document.addEventListener("visibilitychange", () => { listen(); if (source) refresh(); });
}
if (!onDisk && document.body.dataset.poll) poll();
