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

// Whether what is shown cannot be shown any more, although the server answers. Nor is a letter live
// that a fault covers.
let stale = false;

function live(state) {
  const dot = first("[data-live]");
  if (state === "on" && (stale || first(".fault"))) state = "stale";
  const said = { on: "Live", lost: "Connection lost. Trying again", stale: "Not as it is now" }[state];
  if (dot && dot.textContent !== said) dot.textContent = said;
  if (dot) dot.dataset.live = state;
}

// --- Replacing what changed ----------------------------------------------------------------------

const regionsOf = (doc) => all("[data-region]", doc);
const region = (name, from = document) => first(`[data-region="${name}"]`, from);
const served = new Map();
const remember = () => {
  served.clear();
  for (const r of regionsOf(document)) served.set(r.dataset.region, mark(r));
};

// A region with a shape is replaced as a whole only if it holds something else than before: in the
// stage frames are swapped instead, in the search words stay.
function mark(region) {
  return region.dataset.shape ?? region.innerHTML;
}

const LISTS = ["people", "out"];
const topmost = (doc) => regionsOf(doc).filter((r) => !r.parentElement.closest("[data-region]"))
  .map((r) => r.dataset.region).join();
const sameRegions = (doc) => topmost(doc) === topmost(document);

function replaceRegions(doc) {
  const scrolls = all("[data-scroll]").map((e) => [e.dataset.scroll, e.scrollTop, e.scrollLeft]);
  const words = first("#search")?.value ?? "";
  const staged = served.get("stage");
  for (const next of regionsOf(doc)) {
    const name = next.dataset.region;
    const now = mark(next);
    const here = region(name);
    if (!here || (words && LISTS.includes(name))) continue;
    if (served.get(name) !== now) (LISTS.includes(name) ? replaceList : replace)(here, next);
    served.set(name, now);
  }
  if (served.get("stage") === staged) swapFrames(doc);
  for (const [name, top, left] of scrolls) {
    const e = first(`[data-scroll="${name}"]`);
    if (e) { e.scrollTop = top; e.scrollLeft = left; }
  }
  const form = first("[data-search]"), asked = first("[data-search]", doc);
  if (form && asked) form.setAttribute("action", asked.getAttribute("action"));
  if (words) find(words);
}

const KEPT = "details:is([id], [data-kept]):not(.menu)";

function replace(here, next) {
  const held = document.activeElement;
  const place = here.contains(held) && held !== here ? called(held) : "";
  const rank = place && all(held.localName, here).filter((e) => called(e) === place).indexOf(held);
  const open = new Map(all(KEPT, here).map((e) => [e.id || e.dataset.kept, e.open]));
  if (next.dataset.shape) here.dataset.shape = next.dataset.shape;
  here.className = next.className;
  here.replaceChildren(...next.cloneNode(true).childNodes);
  for (const e of all(KEPT, here)) e.open = open.get(e.id || e.dataset.kept) ?? e.open;
  all("iframe", here).forEach(heed);
  if (place) all(held.localName, here).filter((e) => called(e) === place)[rank]?.focus({ preventScroll: true });
}

const called = (e) => e.id || e.getAttribute("aria-label") || e.dataset.key || e.textContent.trim();

// People that were asked for with "Show more" stay around those that come anew, as long as these
// are some of the same and are looked at in the same way.
const whose = (row) => first("a", row)?.pathname ?? row.textContent;
const looked = () => { const q = new URLSearchParams(location.search); q.delete("width"); return `${q}`; };

function replaceList(here, next) {
  const before = all(".rows > li", here);
  const added = before.filter((row) => "added" in row.dataset && row.dataset.added === looked());
  const coming = new Set(all(".rows > li", next).map(whose));
  const common = before.findIndex((row) => coming.has(whose(row)));
  const links = ["earlier", "more"].map((name) => first(`.more--${name}`, here));
  replace(here, next);
  const rows = first(".rows", here);
  if (!added.length || common < 0 || !rows) return;
  const stay = added.filter((row) => !coming.has(whose(row)));
  const above = stay.filter((row) => before.indexOf(row) < common);
  const below = stay.filter((row) => before.indexOf(row) > common);
  for (const row of stay) {
    const [to, beside] = all("a", row);
    if (to?.pathname === location.pathname) to.setAttribute("aria-current", "true");
    else to?.removeAttribute("aria-current");
    if (beside) beside.pathname = location.pathname;
  }
  rows.prepend(...above);
  rows.append(...below);
  if (above.length) putLink(here, "earlier", links[0]);
  if (below.length) putLink(here, "more", links[1]);
}

function putLink(here, name, link) {
  first(`.more--${name}`, here)?.remove();
  if (!link) return;
  if (name === "more") first(".rows", here).after(link); else first(".rows", here).before(link);
}

// --- Letters in their frames -----------------------------------------------------------------------

// The next letter is loaded behind the one shown and takes its place, scrolled as that one is. One
// at a time is on its way; what is asked for meanwhile comes after it, so that something arrives.
let events = 0;
const isShown = "iframe:not(.behind)";

function swapFrames(doc) {
  const coming = all("[data-sheet] iframe", doc);
  all("[data-sheet]").forEach((sheet, i) => {
    if (!coming[i]) return;
    sheet.closest(".pane").ariaLabel = coming[i].closest(".pane").ariaLabel;
    bring(sheet, coming[i], 0);
  });
}

// A file was saved: the letters are asked for before the page around them is, which waits a little
// so that it does not take the server's and the browser's time from them.
const PAGE_WAITS_MS = 150;

function bringAnew() {
  events += 1;
  for (const sheet of all("[data-sheet]")) {
    const to = first(isShown, sheet).cloneNode();
    to.dataset.version = "";
    bring(sheet, to, events);
  }
  const loads = all(".behind").map((f) => new Promise((done) => { f.addEventListener("load", done, { once: true }); }));
  const late = new Promise((done) => { setTimeout(done, PAGE_WAITS_MS); });
  return Promise.race([Promise.all(loads), late]);
}

// `early` is the number of the event that a frame is asked for on; the page that is fetched after
// that event tells its version.
function bring(sheet, to, early) {
  const shown = first(isShown, sheet), behind = first(".behind", sheet);
  const last = behind?.next ?? behind ?? shown;
  if (!early && last.getAttribute("src") === to.getAttribute("src")) {
    if (last.early > asked) return;
    if (last.early) { last.early = 0; last.dataset.version = to.dataset.version; return; }
    if (last.dataset.version && last.dataset.version === to.dataset.version) return;
  }
  const frame = document.importNode(to);
  frame.early = early;
  if (behind) { behind.next = frame; setTimeout(() => arrived(behind, false), 250); } else load(sheet, frame);
}

function load(sheet, frame) {
  frame.classList.add("behind");
  frame.addEventListener("load", () => arrived(frame, true), { once: true });
  setTimeout(() => arrived(frame, true), 1500); // a picture from elsewhere may take its time
  first(isShown, sheet).after(frame);
  fit(width());
}

function arrived(frame, whole) {
  if (!frame.isConnected || !frame.classList.contains("behind")) return;
  const sheet = frame.parentElement, shown = first(isShown, sheet), { next } = frame;
  const doc = frame.contentDocument;
  if (whole && doc?.URL === "about:blank") return; // nothing has come yet
  // What stands in place of a letter that cannot be shown is told by the page around it.
  if (!whole || !doc?.body || doc.body.dataset.page) frame.remove();
  else if (frame.getAttribute("src") === shown.getAttribute("src") && doc.documentElement.outerHTML === shown.written) {
    frame.remove();
    shown.early = frame.early;
    shown.dataset.version = frame.dataset.version;
  } else {
    const at = shown.contentWindow;
    frame.contentWindow.scrollTo(at.scrollX, at.scrollY);
    const held = document.activeElement === shown;
    frame.classList.remove("behind");
    shown.remove();
    heed(frame);
    if (held) frame.focus({ preventScroll: true });
    if (shownTargets) showIn(shownTargets, false);
  }
  if (next) load(sheet, next);
}

// --- Going from page to page ---------------------------------------------------------------------

let turn = 0, asked = 0;
async function fetched(address) {
  const mine = ++turn, heard = events;
  const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" });
  const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== turn) return null;
  asked = heard;
  if (answer.redirected) doc.address = answer.url;
  return doc;
}

// A change that is told meanwhile waits: its answer must not take the place of the page asked for.
let going = 0;
async function go(address, push = true) {
  going += 1;
  try { await arrive(address, push); } finally {
    going -= 1;
    if (!going && !steps.length && again) refresh();
  }
  if (!going && steps.length) first(`.position [data-key="${steps.shift()}"]`)?.click();
}

// Steps that are pressed faster than pages come are taken one after the other, each from the page
// the one before led to. A key that is held asks for one more at most.
let steps = [];
function step(link, held = false) {
  if (going && !(held && steps.length)) steps.push(link.dataset.key);
  return going > 0;
}

async function arrive(address, push) {
  let doc;
  try { doc = await fetched(address); } catch {
    steps = [];
    lost();
    if (push) say("The server does not answer.");
    return;
  }
  if (!doc) return;
  if (!isPage(doc)) { location.assign(address); return; }
  shownTargets = null;
  if (push) history.pushState(null, "", doc.address ?? address);
  take(doc);
  bringUp();
}

const isPage = (doc) => doc.body.dataset.page === document.body.dataset.page;

// Whose letter is open is seen in the list, where the list scrolls by itself.
function bringUp() {
  if (wide.matches) first('.people li [aria-current]')?.closest("li").scrollIntoView({ block: "nearest" });
}

function take(doc) {
  stale = false;
  document.title = doc.title;
  if (!sameRegions(doc)) { takeWhole(doc); return; }
  first("[data-stage]").className = first("[data-stage]", doc).className;
  first(".desk").className = first(".desk", doc).className;
  if (doc.body.dataset.stamp) document.body.dataset.stamp = doc.body.dataset.stamp;
  replaceRegions(doc);
  if (document.body.dataset.events) live("on");
  enliven();
}

// A page that has other parts than the one shown: an edition of nobody that people came into.
function takeWhole(doc) {
  const words = first("#search")?.value ?? "", held = document.activeElement.id;
  document.body.replaceChildren(...document.importNode(doc.body, true).childNodes);
  Object.assign(document.body.dataset, doc.body.dataset);
  begin();
  const search = first("#search");
  if (search && words) { search.value = words; find(words); }
  if (held) document.getElementById(held)?.focus({ preventScroll: true });
  if (document.body.dataset.events) live("on");
}

// What was shown is no more: it is said for as long as it is so.
function gone(doc) {
  stale = true;
  const box = document.createElement("div");
  box.className = "fault";
  box.setAttribute("role", "alert");
  const lines = [["h2", "This page can no longer be shown"],
    ...all("main h1, main p", doc).map((e) => [e.localName === "h1" ? "h3" : "p", e.textContent.trim()])];
  box.append(...lines.map(([name, text]) => Object.assign(document.createElement(name), { textContent: text })));
  region("faults")?.replaceChildren(box);
  served.delete("faults");
  live("stale");
  setTimeout(() => { if (stale) refresh(); }, 3000);
}

// What is told while a page is on its way leads to one more.
let refreshing = false, again = false;
async function refresh() {
  if (refreshing || going) { again = true; return; }
  refreshing = true;
  again = false;
  try { await renew(); } catch { lost(); } finally {
    refreshing = false;
    if (again && !going) refresh();
  }
}

async function renew() {
  const doc = await fetched(location.href);
  if (!doc) return;
  if (!isPage(doc)) { gone(doc); return; }
  if (doc.address) history.replaceState(history.state, "", doc.address);
  take(doc);
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
    if (onDisk) return;
    event.preventDefault();
    if (on.dataset.key && on.closest(".position")) { if (step(on)) return; } else steps = [];
    go(address.href);
  } else if (on.dataset.open) first(`#${on.dataset.open}`).showModal();
  else if (on.dataset.show) showIn(JSON.parse(on.dataset.show), true);
  else if ("differs" in on.dataset) nextDifference();
  else if ("copy" in on.dataset) {
    navigator.clipboard.writeText(first("code", on.parentElement).textContent)
      .then(() => say("Copied."), () => say("The browser does not allow copying."));
  }
});

addEventListener("popstate", () => { steps = []; go(location.href, false); });

// --- Search --------------------------------------------------------------------------------------

let waiting, search = 0, searched = "";
async function find(words) {
  const form = first("[data-search]");
  const address = new URL(form.getAttribute("action"), location.href);
  address.searchParams.set("q", words);
  const mine = ++search;
  try {
    const answer = await fetch(address, { cache: "no-store" });
    const doc = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== search) return;
    root.classList.toggle("searching", Boolean(words));
    for (const name of LISTS) {
      const here = region(name), next = region(name, doc);
      if (!here || !next || served.get(name) === mark(next)) continue;
      (words === searched ? replaceList : replace)(here, next);
      served.set(name, mark(next));
    }
    searched = words;
  } catch { lost(); }
}

async function showMore(link) {
  const name = link.dataset.more, earlier = Boolean(link.closest(".more--earlier"));
  let doc;
  try {
    const answer = await fetch(link.href, { cache: "no-store" });
    doc = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch { lost(); say("The server does not answer."); return; }
  const here = link.closest("[data-region]"), next = region(name, doc);
  if (!here || !next) { say(first("h1", doc)?.textContent ?? "There are no more."); return; }
  const rows = all(".rows > li", next), way = earlier ? "earlier" : "more";
  const there = new Set(all(".rows > li", here).map(whose));
  const fresh = rows.filter((row) => !there.has(whose(row)));
  for (const row of fresh) row.dataset.added = looked();
  const list = first(".rows", here), anchor = list.firstElementChild, was = anchor?.getBoundingClientRect().top;
  if (earlier) list.prepend(...fresh); else list.append(...fresh);
  putLink(here, way, first(`.more--${way}`, next));
  if (earlier) list.closest("[data-scroll]").scrollTop += anchor.getBoundingClientRect().top - was;
  first("a", earlier ? fresh.at(-1) ?? here : fresh[0] ?? here)?.focus({ preventScroll: earlier });
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "search") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => find(event.target.value), 80);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-search]")) return;
  event.preventDefault();
  clearTimeout(waiting);
  const { value } = first("#search");
  find(value).then(() => { if (value) results()[0]?.click(); });
});

const results = () => all(".people .person > a:first-child");

// Down leads from the search into what it found and through it, up leads back.
function along(event) {
  const found = results(), at = found.indexOf(event.target);
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || (at < 0 && event.target.id !== "search") || event.shiftKey) return;
  const to = at + by < 0 ? first("#search") : found[at + by];
  if (to && !(at < 0 && by < 0)) to.focus();
  event.preventDefault();
}

// --- Width ---------------------------------------------------------------------------------------

const NARROWEST = 240, WIDEST = 2000;
const widthOf = (address) => {
  const said = Number(new URL(address).searchParams.get("width")) || 0;
  return said && Math.min(Math.max(Math.round(said), NARROWEST), WIDEST);
};
const width = () => widthOf(location.href);

const possible = (pixels) => pixels && Math.min(Math.max(pixels, NARROWEST), WIDEST);

function setWidth(pixels) {
  const address = new URL(location.href);
  fit(possible(pixels));
  if (pixels) address.searchParams.set("width", possible(pixels));
  else address.searchParams.delete("width");
  history.replaceState(history.state, "", address);
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
  let now = 0;
  const move = (e) => {
    // A sheet narrower than its pane stands in the middle, so it grows on both sides.
    const wide = start + (e.clientX - from) * 2;
    now = possible(Math.max(wide > room ? Math.max(room, start + e.clientX - from) : wide, 1) | 0);
    fit(now);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", () => {
    root.classList.remove("dragging");
    handle.removeEventListener("pointermove", move);
    if (now) setWidth(now); // once: browsers limit how often an address may change
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

// --- Keys ----------------------------------------------------------------------------------------

const inTurn = (group) => {
  const links = all(`[data-group="${group}"] a`);
  const at = links.findIndex((e) => e.hasAttribute("aria-current"));
  links[(at + 1) % links.length]?.click();
};

const KEYS = {
  "/": () => { if (first("#who")) first("#who").open = true; first("#search")?.select(); },
  "?": () => first("#keys").showModal(),
  x: () => nextDifference(),
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
  along(event);
  if (event.key === "Escape") {
    for (const menu of all(".menu[open]")) { menu.open = false; first("summary", menu).focus(); }
    if (on.id === "search" && on.value) { on.value = ""; find(""); event.preventDefault(); }
  }
  if (event.defaultPrevented || on.closest?.("input, textarea, select, dialog")) return;
  const said = { ArrowRight: "n", ArrowLeft: "p" }[event.key] ?? event.key;
  if (said === event.key || !on.closest?.(".paper, .excerpt, [role=separator]")) {
    const link = said.length === 1 && first(`[data-key="${CSS.escape(said)}"]`);
    if (link && event.repeat && link.closest(".position") && step(link, true)) { /* it waits */ }
    else if (link && said !== "s") link.click();
    else if (Object.hasOwn(KEYS, said)) KEYS[said]();
    else return;
    event.preventDefault();
  }
}
document.addEventListener("keydown", key);

// A letter that was clicked has the keys: they mean the same there.
function heed(frame) {
  const listen = () => {
    const doc = frame.contentDocument; // none on disk, where each file is an origin of its own
    doc?.addEventListener("keydown", key);
    doc?.addEventListener("scroll", follow);
    if (doc && doc.URL !== "about:blank" && doc.readyState !== "loading") frame.written ??= doc.documentElement.outerHTML;
  };
  listen();
  frame.addEventListener("load", listen, { once: true });
}

// --- Once, and after every change --------------------------------------------------------------------

function enliven() {
  if (first("[data-sheet]")) fit(width());
}

const desk = matchMedia("(min-width: 600px)");
const wide = matchMedia("(min-width: 1000px)");
const spread = () => { for (const panel of all(".panel")) panel.open = desk.matches; };
desk.addEventListener("change", spread);
function begin() {
  remember();
  if (desk.matches) spread();
  all("iframe").forEach(heed);
  enliven();
  bringUp();
}
begin();
// A letter is printed whole, not only what the frame shows of it.
addEventListener("beforeprint", () => {
  for (const f of all(`[data-sheet] ${isShown}`)) f.style.height = `${f.contentDocument?.documentElement.scrollHeight ?? 0}px`;
});
addEventListener("afterprint", () => { for (const f of all("[data-sheet] iframe")) f.style.height = ""; });
addEventListener("resize", () => { if (first("[data-sheet]")) fit(width()); });

// --- Changes ---------------------------------------------------------------------------------------

let wasLost = false;
function lost() { wasLost = true; if (document.body.dataset.events || document.body.dataset.poll) live("lost"); }
function back() {
  live("on");
  if (wasLost) { wasLost = false; changed("letter"); }
}

async function changed(kind) {
  if (kind === "letter" && !going) await bringAnew();
  refresh();
}

// A browser has six connections to one server, so a tab that nobody sees gives its own up.
let source = null;
function listen() {
  source?.close();
  source = document.hidden ? null : new EventSource(document.body.dataset.events);
  if (!source) return;
  source.onopen = back;
  source.onmessage = (event) => changed(JSON.parse(event.data).kind === "letter" ? "letter" : "roster");
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
  document.addEventListener("visibilitychange", () => { listen(); if (source) changed("letter"); });
}
if (!onDisk && document.body.dataset.poll) poll();
