// Queries: terms that must all match, each with alternatives. A port of src/search/query; the data has the closed lists.

const MAX_PARTS = 12, MAX_QUERY = 256, FIRST_YEAR = 1980, LAST_YEAR = 2043;
const FIELDS = "stack, cat, kind, tag, src, year, in, claim, is, status, conf, sources, age";

const strip = (text, prefix) => text.startsWith(prefix) ? text.slice(prefix.length) : null;
const spaced = text => fold(text).split(/[\s\p{Cc}]+/u).filter(Boolean).join(" ");

// Whether a word is an address or the host of one.
function isAddress(word) {
  const host = word.split(/[/?#:]/)[0];
  return !word.includes(" ") && host.includes(".") && host.split(".").every(label => /^[A-Za-z0-9]/.test(label));
}

// An address without its scheme, `www.`, a slash at the end and a fragment; any other text as it is.
function bare(text) {
  const rest = strip(text, "https://") ?? strip(text, "http://");
  if (rest === null && !isAddress(text)) return text;
  const page = (rest ?? text).split("#")[0];
  return (strip(page, "www.") ?? page).replace(/\/+$/, "");
}

// Dates as numbers that order like them.
const parts = date => date.split("-").map(Number);
const day = date => { const [y, m, d] = parts(date); return y << 9 | Math.max(1, m || 0) << 5 | Math.max(1, d || 0); };
const lastDay = date => { const [y, m, d] = parts(date); return y << 9 | (m || 15) << 5 | (d || 31); };
function dayBefore([year, month, day], years, months) {
  const then = Math.max(0, year * 12 + month - 1 - years * 12 - months);
  return Math.floor(then / 12) << 9 | then % 12 + 1 << 5 | day;
}

const hasWord = (name, text) => places(name, text).some(at => startsWord(name, at));

// Parses `2`, `>2`, `<=2`, `2..4` and the like into the least and the most number; `read` gives those of one value.
function range(text, read) {
  const dots = text.indexOf("..");
  if (dots >= 0) {
    const least = read(text.slice(0, dots)), end = text.slice(dots + 2), most = end === "" ? [0, Infinity] : read(end);
    return least && most && [least[0], most[1]];
  }
  const sign = [">=", "<=", ">", "<", "=", ""].find(sign => text.startsWith(sign)), value = read(text.slice(sign.length));
  if (!value) return null;
  const [first, last] = value;
  return { ">": [first + 1, Infinity], ">=": [first, Infinity], "<": [first === 0 ? 1 : 0, Math.max(0, first - 1)], "<=": [0, first] }[sign] ?? [first, last];
}

const number = text => /^\+?\d{1,9}$/.test(text) ? [Number(text), Number(text)] : null;

function yearSet(text) {
  const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, at) => FIRST_YEAR + at);
  if (/^\d{1,3}$/.test(text)) return years.filter(year => String(year).startsWith(text));
  const wanted = range(text, one => one.length === 4 ? number(one) : null);
  return wanted ? years.filter(year => wanted[0] <= year && year <= wanted[1]) : [];
}

// The days on which the newest source of an entry of some age was published.
function ageDays(text, today) {
  const BIG = 2 ** 32 - 1;
  const ago = text => {
    const found = /^\+?(\d{1,4})([ym])$/.exec(text);
    if (!found) return null;
    const before = count => found[2] === "y" ? dayBefore(today, count, 0) : dayBefore(today, 0, count);
    return [BIG - before(Number(found[1])), BIG - before(Number(found[1]) + 1) - 1];
  };
  const ages = text.endsWith("..") ? null : range(text, ago);
  return ages && [Math.max(1, BIG - ages[1]), BIG - ages[0]];
}

// The word of the data for one that the screen has for a state.
function stateWord(value) {
  const begins = word => value.length > 2 && word.startsWith(value);
  return begins("unclear") ? "unknown" : begins("in use") || begins("in-use") ? "current" : value;
}

const MARKS = ["new", "opened", "bookmarked", "noted"];

// The properties that `is:` names, each with its test.
function properties(today) {
  const old = today ? dayBefore(today, 3, 0) - 1 : 0;
  const all = {};
  for (const one of LISTS.status) all[one] = e => e.status === one;
  for (const one of LISTS.conf) all[one] = e => e.confidences.length === 1 && e.confidences[0] === one;
  all.unsourced = e => e.cites.length === 0;
  all.single = e => e.cites.length === 1;
  all.old = e => e.newest > 0 && e.newest <= old;
  all.replaced = e => e.replaced;
  for (const one of MARKS) all[one] = () => false;
  return all;
}

// The test of a field and a value, both folded; or nothing if no value is typed yet, or null for an unknown field.
function parseFilter(field, value, today, warn) {
  const listed = (names, value, test) => {
    const set = names.filter(name => hasWord(name, value));
    return set.length ? e => test(e, set) : warn(`\`${field}:\` does not know \`${value}\`; it takes ${names.join(", ")}`);
  };
  const text = bare(value), wrong = expected => warn(`\`${field}:\` does not know \`${value}\`; it takes ${expected}`);
  const within = (bounds, of, expected) => bounds ? e => bounds[0] <= of(e) && of(e) <= bounds[1] : wrong(expected);
  const inYears = (years, of, expected) => years.length ? e => of(e).some(year => years.includes(year)) : wrong(expected);
  const tests = {
    stack: () => e => hasWord(e.stackText, text),
    cat: () => e => hasWord(e.categoryText, text),
    tag: () => e => e.tags.some(tag => hasWord(tag, text)),
    src: () => e => e.cites.some(([at, claims]) => claims > 0 && (INDEX.sources[at].known.some(one => hasWord(one, text)) || hasWord(INDEX.sources[at].id, text))),
    claim: () => e => e.claims.some(claim => hasWord(claim, text)),
    kind: () => listed(LISTS.kind, value, (e, set) => set.includes(e.kind)),
    status: () => listed(LISTS.status, stateWord(value), (e, set) => set.includes(e.status)),
    conf: () => listed(LISTS.conf, value, (e, set) => e.confidences.some(one => set.includes(one))),
    is: () => {
      const all = properties(today);
      return listed(Object.keys(all), stateWord(value), (e, set) => set.some(name => all[name](e)));
    },
    year: () => inYears(yearSet(value), e => e.years, "a year, as in `2017`, `>2019` or `2017..2020`"),
    in: () => inYears(yearSet(value), e => e.used, "a year in which it was in use, as in `2018` or `2017..2020`"),
    sources: () => within(range(value, number), e => e.cites.length, "a number, as in `1`, `>2` or `2..4`"),
    age: () => within(ageDays(value, today), e => e.newest || -1, "years or months, as in `>3y` or `<6m`"),
  };
  if (!Object.hasOwn(tests, field)) return null;
  if (value === "") return warn(`\`${field}:\` needs a value`), undefined;
  return tests[field]();
}

// The parts between spaces; spaces between quotation marks do not separate.
function tokens(text) {
  const found = [];
  let token = "", quoted = false, old = " ";
  for (const c of text) {
    if (c === '"' && (quoted || token === "" || "!'^:".includes(old))) quoted = !quoted;
    if (/\s/.test(c) && !quoted) {
      if (token) found.push(token);
      token = "";
    } else token += c;
    old = c;
  }
  return token ? [...found, token] : found;
}

const unquoted = text => !text.startsWith('"') ? [text, true] : text.length > 1 && text.endsWith('"') ? [text.slice(1, -1), true] : [text.slice(1), false];

// The alternative that a token means; nothing if it is incomplete.
function choice(typed, today, warn) {
  const not = typed.startsWith("!"), rest = not ? typed.slice(1) : typed;
  const word = (text, mode) => {
    const needle = bare(spaced(text));
    return needle ? { not, mode, word: needle, key: `${not} ${JSON.stringify(mode)} ${needle}` } : undefined;
  };
  const field = /^([A-Za-z]+):(?![/:\\])([\s\S]*)$/.exec(rest);
  if (field) {
    const value = spaced(unquoted(field[2])[0]);
    const test = parseFilter(field[1].toLowerCase(), value, today, warn);
    if (test) return { not, test, key: `${not} ${field[1].toLowerCase()}:${value}` };
    if (test === undefined) return undefined;
    warn(`there is no field \`${field[1].toLowerCase()}\`, so \`${rest}\` is looked for as text; the fields are ${FIELDS}`);
  }
  const isLiteral = rest.startsWith("'"), text = isLiteral ? rest.slice(1) : rest;
  if (isLiteral || rest.startsWith('"')) {
    const [inside, closed] = unquoted(text);
    return word(inside, { whole: true, open: !isLiteral && !closed });
  }
  const start = rest.startsWith("^"), name = start ? rest.slice(1) : rest, end = name.endsWith("$");
  const inside = unquoted(end ? name.slice(0, -1) : name)[0];
  return word(inside, start || end ? { ends: true, start, end } : not ? { literal: true } : { tolerant: true });
}

// Parses a query; any text is one.
function parseQuery(typed, today) {
  const warnings = [], text = Array.from(typed).slice(0, MAX_QUERY).join("");
  const warn = message => { warnings.push(message); return () => false; };
  let terms = [], or = false;
  for (const token of tokens(text)) {
    if (token === "|") { or = true; continue; }
    const one = choice(token, today, warn);
    if (!one) continue;
    if (or && terms.length) terms.at(-1).push(one);
    else terms.push([one]);
    or = false;
  }
  const distinct = (items, key) => items.filter((item, at) => items.findIndex(other => key(other) === key(item)) === at);
  terms = distinct(terms.map(term => distinct(term, one => one.key)), term => term.map(one => one.key).join(" | "));
  let left = MAX_PARTS;
  terms = terms.map(term => { const kept = term.slice(0, left); left -= kept.length; return kept; }).filter(term => term.length);
  const single = term => term.length === 1 && term[0].mode?.tolerant;
  const phrase = terms.length > 1 && terms.every(single) ? terms.map(term => term[0].word).join(" ") : null;
  return { terms, phrase, warnings };
}
