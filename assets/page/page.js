// The page: one view at a time, the tree, the date, the search and the keys. All that it shows was text of the page.

const $ = id => document.getElementById(id), root = document.documentElement;
const make = (tag, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
};
const main = $("_main"), input = $("_q"), slider = $("_date"), title = document.title;
const articles = [...document.querySelectorAll("article")], sections = [...main.querySelectorAll("section.c")];
const WORDS = { i: "in use", f: "former", u: "unclear", e: "event", l: "not there yet", n: "" };
const LATEST = slider ? Number(slider.max) : 0;
let step = LATEST, view = null, tried = null;

// --- the date -------------------------------------------------------------------------------------------------

const spans = new Map(articles.map(article => [article.id, article.dataset.p.split(" ").filter(Boolean).map(span => [span[0], Number(span.slice(1))])]));
const today = new Map([...document.querySelectorAll("ul.l a")].map(link => [link.hash.slice(1), link.className]));

// The letter of the state of an entry at the date.
function stateOf(id) {
  if (step === LATEST) return today.get(id) ?? "n";
  return spans.get(id)?.findLast(([, from]) => from <= step)?.[0] ?? "n";
}

const isEarlier = () => step !== LATEST;
const month = () => `${INDEX_YEAR + Math.floor(step / 12)}-${String(step % 12 + 1).padStart(2, "0")}`;
const INDEX_YEAR = slider ? Number(slider.dataset.year) : 0;

function mark(scope) {
  for (const link of scope.querySelectorAll('a[href^="#"]')) {
    const id = link.hash.slice(1);
    if (spans.has(id) && link.className !== "nr") {
      link.className = stateOf(id);
      link.closest("ul.l > li, #_tree ul ul > li")?.classList.toggle("later", link.className === "l");
    }
  }
  for (const part of scope.querySelectorAll("[data-f]")) part.classList.toggle("later", Number(part.dataset.f) > step);
}

function setDate(wanted) {
  if (!slider) return;
  step = Math.min(LATEST, Math.max(0, wanted));
  slider.value = step;
  const text = isEarlier() ? month() : "today";
  $("_at").textContent = text;
  slider.setAttribute("aria-valuetext", text);
  root.classList.toggle("asof", isEarlier());
  root.style.setProperty("--at", `${(step + 0.5) / Number(slider.dataset.width) * 100}%`);
  mark(document);
  for (const chip of document.querySelectorAll(".st")) {
    const state = stateOf(chip.closest("article").id);
    chip.className = `st ${state}`;
    chip.textContent = WORDS[state];
  }
  for (const section of sections) count(section);
  banner();
  if (input.value) find();
}

// The number of entries of a category, and its bar.
function count(section) {
  const states = [...section.querySelectorAll("ul.l a")].map(link => link.className), there = states.filter(state => state !== "l");
  const href = `a[href="#${CSS.escape(section.id).replaceAll("\\/", "/").replaceAll("\\:", ":")}"]`;
  for (const link of document.querySelectorAll(`#_tree ${href}, ul.w ${href}`)) {
    const row = link.parentElement, number = row.querySelector(".n");
    number.textContent = row.closest("#_tree") ? there.length : `${there.length} ${there.length === 1 ? "entry" : "entries"}`;
    let from = 0;
    for (const rect of row.querySelectorAll("rect")) {
      const width = there.filter(state => state === rect.getAttribute("class")).length;
      rect.setAttribute("x", from);
      rect.setAttribute("width", width);
      from += width;
    }
  }
}

function banner(message) {
  const isLater = view?.matches("article") && stateOf(view.id) === "l";
  const text = message ?? (isEarlier() ? `As of ${month()}${isLater ? ": not there yet" : ""}` : "");
  const box = $("_banner");
  box.hidden = !text;
  box.replaceChildren(text);
  if (text && !message) box.append(" ", make("button", { type: "button", textContent: "back to today", onclick: () => setDate(LATEST) }));
}

// --- views ----------------------------------------------------------------------------------------------------

// The element that an address names, with the part of it to show: an entry, a category or a stack.
function named(hash) {
  let id = hash.slice(1);
  try { id = decodeURIComponent(id); } catch { /* no escape: as it is */ }
  const [, owner, kind, number] = /^(.*):([cs])(\d+)$/.exec(id) ?? [null, id];
  const inner = article => kind && article.querySelectorAll(kind === "c" ? "ol.cl > li" : "ol.so > li")[number - 1];
  const same = owner.includes("/") ? [] : articles.filter(article => article.id.endsWith(`/${owner}`));
  const found = $(owner) ?? (same.length === 1 ? same[0] : null);
  const whole = found?.closest("article, section");
  return whole ? { whole, part: inner(whole) } : id && !id.startsWith("_") ? { missing: id } : {};
}

function show() {
  const { whole, part, missing } = named(location.hash);
  view = whole ?? null;
  const section = view?.closest("section.c"), isEntry = view?.matches("article");
  root.dataset.view = isEntry ? "entry" : section ? "category" : "overview";
  $("_top").hidden = Boolean(section);
  for (const one of sections) one.hidden = one !== section;
  if (section) {
    section.firstElementChild.hidden = isEntry;
    for (const article of section.querySelectorAll("article")) article.hidden = article !== view;
  }
  if (isEntry) complete(view);
  const heading = isEntry ? view.querySelector("h3") : section?.querySelector("h2");
  document.title = heading ? `${heading.textContent} · ${title}` : title;
  unfold(section);
  banner(missing && `There is no entry ${missing} here`);
  for (const lit of main.querySelectorAll(".lit")) lit.classList.remove("lit");
  part?.classList.add("lit");
  if (part) part.scrollIntoView({ block: "center" });
  else if (view && !section) view.scrollIntoView();
  else scrollTo(0, 0);
}

// Adds to an entry what follows from its text: links from numbers to sources, and from words to their place.
function complete(article) {
  if (article.dataset.done) return;
  article.dataset.done = "yes";
  const section = article.closest("section.c"), heading = section.querySelector("h2");
  article.prepend(make("p", { className: "a" }, make("a", { href: `#${section.id}`, textContent: heading.textContent })));
  const row = [...section.querySelectorAll("ul.l a")].find(link => link.hash.slice(1) === article.id);
  const strip = row?.parentElement.querySelector("svg");
  const years = section.querySelector(".x");
  if (strip && years) (article.querySelector(".m") ?? article.querySelector(".q") ?? article.querySelector("h3")).after(make("div", { className: "own" }, years.cloneNode(true), strip.cloneNode(true)));
  const sources = [...article.querySelectorAll("ol.so > li")], links = sources.map(source => source.querySelector("a"));
  for (const [kind, list] of [["c", article.querySelectorAll("ol.cl > li")], ["s", sources]]) list.forEach((one, at) => { one.id = `${article.id}:${kind}${at + 1}`; });
  for (const number of article.querySelectorAll("b")) {
    number.replaceWith(make("a", { className: "nr", href: `#${article.id}:s${number.textContent.slice(1, -1)}`, textContent: number.textContent, title: sources[number.textContent.slice(1, -1) - 1]?.firstChild.textContent ?? "" }));
  }
  const out = (href, text) => make("a", { href, rel: "noopener noreferrer", textContent: text });
  for (const place of article.querySelectorAll(".pl")) {
    const words = place.querySelector("q"), link = links[place.dataset.s - 1];
    // A fragment of its own is kept; two would not work.
    if (words && link && !link.hash) words.replaceChildren(out(`${link.href}#:~:text=${encodeURIComponent(words.textContent).replaceAll("-", "%2D")}`, words.textContent));
  }
  sources.forEach((source, at) => {
    const date = /^\d{4}(-\d\d)?(-\d\d)?/.exec(source.querySelector(".by").textContent)?.[0].replaceAll("-", "") ?? "";
    if (links[at]) source.querySelector(".by").append(" · ", out(`https://web.archive.org/web/${date || "2"}/${links[at].href}`, "archived"));
  });
  mark(article);
}

// Lists the entries of the open category in the tree, and only of that.
function unfold(section) {
  for (const list of document.querySelectorAll("#_tree ul ul")) list.remove();
  for (const link of document.querySelectorAll("#_tree [aria-current]")) link.removeAttribute("aria-current");
  const branch = [...document.querySelectorAll("#_tree a")].find(link => section && link.hash === `#${section.id}`);
  if (!branch) return;
  const list = make("ul");
  for (const link of section.querySelectorAll("ul.l a")) {
    const item = make("li", { className: link.parentElement.className }, link.cloneNode(true));
    if (link.hash.slice(1) === view.id) item.firstChild.setAttribute("aria-current", "page");
    list.append(item);
  }
  branch.parentElement.append(list);
  if (view === section) branch.setAttribute("aria-current", "page");
  mark(list);
  if (matchMedia("(min-width: 60rem)").matches) (list.querySelector("[aria-current]") ?? branch).scrollIntoView({ block: "nearest" });
}

// --- the search -----------------------------------------------------------------------------------------------

// Reads the index, once somebody searches.
let opening = null;
function open() {
  opening ??= (async () => {
    const packed = Uint8Array.from(atob($("_data").textContent), c => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    openIndex(await new Response(stream).json(), entry => {
      entry.at ??= entry.id;
      const article = $(entry.at), texts = [...article.querySelectorAll("ol.cl > li > p:first-child")].map(text => text.firstChild.data);
      return [article.querySelector(".m")?.textContent ?? "", texts];
    });
  })();
  return opening;
}

function now() {
  const date = new Date();
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()];
}

// Everything that a query finds at the date of the page, best first.
async function hits(text) {
  await open();
  const query = parseQuery(text, now());
  return { query, ...search(query, entry => stateOf(entry.at) !== "l") };
}

const SHOWN = 60;

async function find() {
  const text = input.value;
  tried = text;
  const found = await hits(text);
  if (tried !== text) return;
  const isOn = found.query.terms.length > 0, count = found.hits.length, list = $("_hits");
  list.hidden = !isOn;
  $("_tree").hidden = isOn;
  root.classList.toggle("searching", isOn);
  const words = found.query.terms.flat().filter(one => one.word && !one.not).map(one => one.word);
  list.replaceChildren(...found.hits.slice(0, SHOWN).map(hit => item(hit, words)));
  const parts = isOn ? [count === 1 ? "1 entry" : `${count} entries`] : [];
  if (count > SHOWN) parts.push(`the first ${SHOWN} here`);
  if (isOn && found.excluded) parts.push(`${found.excluded} more outside the filter`);
  $("_count").textContent = [...parts, ...found.query.warnings].join(" · ");
  list.scrollTop = 0;
}

function item({ entry, tier }, words) {
  const name = make("span", { className: "na" }, ...lit(entry.name, words));
  const link = make("a", { href: `#${entry.at}`, className: stateOf(entry.at) }, name, make("small", { textContent: TIERS[tier] }));
  const category = INDEX.categories[entry.category], stack = INDEX.stacks.length > 1 ? [INDEX.stacks[category.stack][1]] : [];
  const about = tier >= TAG ? snippet(entry, words) : null;
  link.append(make("span", { className: "sn" }, ...about ?? [[...stack, ...category.path].join(" › ")]));
  return make("li", {}, link);
}

// The text of an entry that a query found, around the first word of it.
function snippet(entry, words) {
  const article = $(entry.at);
  const texts = [article.querySelector(".m"), ...article.querySelectorAll("ol.cl > li > p:first-child"), ...article.querySelectorAll("ol.so > li")];
  for (const word of words) {
    const stemmed = forms(word)?.root ?? word;
    for (const text of texts) {
      const original = text?.firstChild?.textContent ?? "", folded = fold(original), at = folded.indexOf(folded.includes(word) ? word : stemmed);
      if (at < 0) continue;
      const from = at > 50 ? original.lastIndexOf(" ", at - 40) + 1 : 0;
      return [from > 0 ? "… " : "", ...lit(original.slice(from, from + 140), words), from + 140 < original.length ? " …" : ""];
    }
  }
  return null;
}

// A text in which the words of a query are marked; only where folding keeps the places.
function lit(text, words) {
  const folded = fold(text), marks = [];
  if (folded.length !== text.length) return [text];
  for (const word of words) {
    const root = folded.includes(word) ? word : forms(word)?.root;
    if (root) marks.push(...places(folded, root).map(at => [at, at + root.length]));
  }
  marks.sort((a, b) => a[0] - b[0]);
  const made = [];
  let done = 0;
  for (const [from, to] of marks) {
    if (from < done) continue;
    made.push(text.slice(done, from), make("mark", { textContent: text.slice(from, to) }));
    done = to;
  }
  return [...made, text.slice(done)];
}

function leaveSearch() {
  input.value = "";
  return find();
}

// --- keys -----------------------------------------------------------------------------------------------------

// Moves the focus between the field and the hits.
function walk(by) {
  const stops = [input, ...$("_hits").querySelectorAll("a")], at = stops.indexOf(document.activeElement);
  stops[Math.min(stops.length - 1, Math.max(0, at + by))].focus();
}

function turn(by) {
  const there = articles.filter(article => stateOf(article.id) !== "l"), at = there.indexOf(view);
  const first = view?.matches("section.c") ? there.findIndex(article => view.contains(article)) : 0;
  const next = at < 0 ? there[by > 0 ? first : first - 1] : there[at + by];
  if (next) location.hash = next.id;
}

function up() {
  const section = view?.closest("section.c");
  location.hash = view?.matches("article") ? section.id : "_top";
}

function toggleTheme() {
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
}

const KEYS = {
  "/": () => { input.focus(); input.select(); }, j: () => turn(1), k: () => turn(-1), h: up, "[": () => setDate(step - 12), "]": () => setDate(step + 12),
  t: toggleTheme, "?": () => $("_keys").showModal(),
};

addEventListener("keydown", event => {
  const target = event.target, isField = target.matches("input[type=search]"), isHit = target.closest("#_hits");
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("_keys").open) return;
  if (event.key === "Escape") {
    if (input.value) leaveSearch().then(() => input.blur());
    else if (isField) input.blur();
    else setDate(LATEST);
  } else if ((isField || isHit) && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
  } else if (!isField && $("_single").checked && Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

$("_form").addEventListener("submit", event => {
  event.preventDefault();
  find().then(() => $("_hits").querySelector("a")?.click());
});
input.addEventListener("input", find);
$("_hits").addEventListener("click", event => {
  // On a narrow screen the hits are above the entry.
  if (event.target.closest("a") && matchMedia("(max-width: 60rem)").matches) leaveSearch();
});
slider?.addEventListener("input", () => setDate(Number(slider.value)));
$("_theme").addEventListener("click", toggleTheme);
$("_help").addEventListener("click", () => $("_keys").showModal());
addEventListener("hashchange", show);

root.classList.add("js");
for (const id of ["_form", "_tools"]) $(id).hidden = false;
$("_asof").hidden = !slider;
show();
