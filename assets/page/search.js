// The search: a grade for each word and entry, then ranks. A port of src/search/{matcher,plan,rank,results}.rs without their
// limits, which only long texts reach. A grade is a tier and a score in one number: the smaller the better.

const TIERS = ["exact", "prefix", "word", "inside", "fuzzy", "slip", "tag", "text", "source", "fact"];
const [EXACT, PREFIX, WORD, INSIDE, FUZZY, SLIP, TAG, TEXT, SOURCE, FACT] = TIERS.keys();
const NONE = 65535, CONTAINED = 65534, NEUTRAL = 65533, WHOLE_LABEL = 6, WHOLE_FORM = 6, WHOLE_WORD = 9;
const grade = (tier, score) => tier << 8 | 255 - Math.min(score, 15);
const matches = grade => grade <= NEUTRAL, tierOf = grade => grade >> 8, scoreOf = grade => 255 - (grade & 255);
const nameBonus = number => number === 0 ? 2 : number === 1 ? 0 : 1;
const least = grades => grades.reduce((a, b) => Math.min(a, b), NONE);

let INDEX = null, LISTS = null;

// Prepares the texts of the page; `texts` gives summary and claims of each entry.
function openIndex(index, texts) {
  INDEX = index;
  LISTS = index.lists;
  for (const source of index.sources) {
    const clean = text => fold((text ?? "").replaceAll("\n", " "));
    source.addresses = source.urls.map(url => bare(clean(url)));
    source.texts = [clean(source.title), clean(source.publisher), clean(source.author), ...source.addresses];
    source.known = source.texts.filter((_, at) => at !== 2);
  }
  const years = date => Math.min(LAST_YEAR, Math.max(FIRST_YEAR, parts(date)[0]));
  index.entries.forEach((entry, at) => {
    const name = original => { const folded = fold(original).replaceAll("\n", " "); return { folded, starts: wordStarts(original, folded) }; };
    for (const list of ["aliases", "tags", "relatives", "cites", "confidences", "urls"]) entry[list] ??= [];
    entry.position = at;
    entry.names = [entry.name, fold(entry.name) === entry.id ? "" : entry.id, ...entry.aliases].map(name);
    entry.initials = new Set(entry.names.flatMap(({ folded, starts }) => [...starts].map(at => folded[at])));
    const [summary, claims] = texts(entry, at);
    [entry.summary, ...entry.claims] = entry.texts = [summary, ...claims].map(text => fold(text.replaceAll("\n", " ")));
    entry.tags = entry.tags.map(tag => fold(tag));
    entry.addresses = entry.urls.map(url => bare(url.toLowerCase()));
    const category = index.categories[entry.category];
    entry.path = fold(category.path.join(" > "));
    entry.categoryText = fold([category.ids[0], ...category.path, ...category.ids.slice(1)].join("\n"));
    entry.stackText = fold(index.stacks[category.stack].join("\n"));
    const dates = entry.cites.map(([source]) => index.sources[source].date).filter(Boolean);
    entry.newest = Math.max(0, ...dates.map(day));
    entry.years = [...entry.dates, ...dates].map(years);
    entry.used = (entry.used ?? []).flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
    entry.nameLength = Math.min(Array.from(entry.name).length, 2047);
    entry.isEvent = entry.kind === LISTS.event;
  });
  const owners = index.entries.map(entry => entry.names.filter((_, at) => at !== 1).map(name => name.folded));
  for (const entry of index.entries) entry.relatives = entry.relatives.map(at => owners[at]);
  const join = pick => index.entries.flatMap(pick).join("\n");
  index.all = {
    names: index.entries.flatMap(entry => entry.names),
    nameText: join(entry => entry.names.map(name => name.folded)),
    text: join(entry => entry.texts),
    sources: index.sources.flatMap(source => source.texts).join("\n"),
    addresses: join(entry => entry.addresses),
  };
  index.tags = new Set(index.entries.flatMap(entry => entry.tags));
  index.paths = new Set(index.categories.map(category => fold(category.path.join(" > "))));
  const words = index.stacks.flat().map(name => fold(name));
  index.stackWords = new Set(words.flatMap(name => [...name.split(/[^\p{Alphabetic}\p{N}]+/u), ...name.split(/\s+/)]).filter(Boolean));
  index.common = new Map();
}

// One word of a query.
class Matcher {
  constructor(word, mode, forms) {
    Object.assign(this, { word, mode, loose: letters(word), typos: 0, wrongStart: false, isPair: false, isKnown: false });
    this.forms = mode.tolerant || mode.literal ? forms : null;
    this.root = this.forms?.root ?? word;
    this.isAddress = isAddress(word);
    this.single = /^[a-z0-9]$/.test(word);
    this.labels = new Map();
  }

  // Tolerates typos if the word has no literal match: else typos would outnumber exact hits.
  tolerateTyposIfAbsent() {
    const word = this.loose, isPair = word.length === 2 && word.every(c => /[a-z]/.test(c));
    const shared = [...LISTS.kind.map(kind => this.label(kind, 0)), ...[...INDEX.paths].map(path => this.label(path, 0)), ...[...INDEX.tags].map(tag => this.label(tag, 1))];
    if (shared.some(matches)) {
      this.isKnown = shared.some(one => tierOf(one) === TAG && scoreOf(one) >= WHOLE_LABEL);
      return;
    }
    if (maxTypos(word) === 0 && word.length !== 3 && !isPair) return;
    const { nameText, text, sources, addresses } = INDEX.all;
    if (isPair) {
      this.isPair = !places(nameText, this.word).some(at => startsWord(nameText, at));
      return;
    }
    if (nameText.includes(this.word)) return;
    const has = text => overlapping(text, this.word).some(at => startsWord(text, at) && endsWord(text, at + this.word.length));
    this.isKnown = has(text) || has(sources) || this.isAddress && has(addresses);
    if (this.isKnown) return;
    this.wrongStart = word.length >= 6 && nameText.includes(word.slice(1).join(""));
    this.typos = maxTypos(word);
  }

  // The grade of a tag, a kind or a category.
  label(folded, bonus) {
    const key = `${bonus}${folded}`;
    if (!this.labels.has(key)) this.labels.set(key, this.mode.ends || !folded.includes(this.root) ? NONE : this.gradeLabel(folded, bonus));
    return this.labels.get(key);
  }

  gradeLabel(folded, bonus) {
    let best = NONE;
    const whole = folded === this.word;
    for (const at of places(folded, this.word)) {
      const isWord = endsWord(folded, at + this.word.length);
      const fits = (!this.mode.whole || this.mode.open || isWord) && startsWord(folded, at);
      const score = bonus + (whole ? WHOLE_LABEL : (isWord ? 1 : 0) + (at === 0 ? 2 : 0));
      best = Math.min(best, fits ? grade(TAG, score) : CONTAINED);
    }
    for (const at of this.forms ? places(folded, this.forms.root) : []) {
      const isForm = !matches(best) && startsWord(folded, at) && this.forms.end(folded, at) >= 0;
      best = Math.min(best, isForm ? grade(TAG, bonus) : CONTAINED);
    }
    return best;
  }

  // The grade of an entry.
  of(entry) {
    let best = this.names(entry);
    if (this.mode.tolerant) best = this.inexact(entry, best);
    const isWeak = entry.isEvent && matches(best);
    if (isWeak && [WORD, INSIDE, FUZZY].includes(tierOf(best))) best = grade(TAG, 0);
    if (isWeak || !matches(best)) best = Math.min(best, this.facts(entry));
    if (!matches(best)) best = Math.min(best, this.texts(entry));
    if (!matches(best)) best = Math.min(best, least(entry.cites.map(([at]) => this.source(at))));
    const isSource = !matches(best) || best === NEUTRAL || tierOf(best) === SOURCE;
    if (this.isAddress && isSource) best = Math.min(best, this.addressesOf(entry.addresses));
    return best;
  }

  names(entry) {
    if (this.mode.ends) return least(entry.names.map((name, at) => this.endsOf(name, at)));
    if (this.single && !this.mode.whole && !entry.initials.has(this.word)) return NONE;
    const step = this.forms ? 1 : this.word.length;
    return least(entry.names.map((name, number) => {
      let best = NONE, left = 4;
      for (let at = name.folded.indexOf(this.root); at >= 0 && left > 0; at = name.folded.indexOf(this.root, at + step), left--) {
        best = Math.min(best, this.name(name, number, at));
      }
      return best;
    }));
  }

  name({ folded, starts }, number, at) {
    const isStart = starts.has(at);
    if (this.forms && !folded.startsWith(this.word, at)) {
      const isForm = isStart && this.forms.isInflection && this.forms.end(folded, at) >= 0;
      return isForm ? grade(WORD, nameBonus(number) + WHOLE_FORM) : CONTAINED;
    }
    const end = at + this.word.length, begins = at === 0 || isStart, ends = endsWord(folded, end) || starts.has(end);
    if (this.mode.whole && !(begins && (this.mode.open || ends))) return CONTAINED;
    const whole = ends ? WHOLE_WORD : isEnding(folded.slice(end)) ? WHOLE_FORM : 0, bonus = nameBonus(number);
    if (at === 0 && end === folded.length) return grade(EXACT, bonus);
    if (at === 0) return grade(PREFIX, bonus + whole + 1);
    if (begins) return grade(WORD, bonus + whole);
    return byteLength(this.word) > 2 ? grade(INSIDE, bonus) : CONTAINED;
  }

  endsOf({ folded, starts }, number) {
    const { start, end } = this.mode, begins = folded.startsWith(this.word), ends = folded.endsWith(this.word);
    if (start && !begins || end && !ends) return NONE;
    const tier = folded === this.word ? EXACT : begins ? PREFIX : starts.has(folded.length - this.word.length) ? WORD : INSIDE;
    return grade(tier, nameBonus(number));
  }

  // The better one of a literal grade and the grades without separators, as a fuzzy match, and with typos.
  inexact(entry, literal) {
    const word = this.loose;
    if (tierOf(literal) === EXACT || word.length < 3 && !this.isPair) return literal;
    const isInitial = at => word[at] !== undefined && entry.initials.has(word[at][0]);
    const withTypos = this.typos > 0 && !matches(literal) && (this.wrongStart || isInitial(0) || isInitial(1));
    const fuzzily = !matches(literal) && !this.isKnown && isInitial(0);
    let best = literal;
    entry.names.forEach(({ folded, starts }, number) => {
      const bonus = nameBonus(number);
      if (squeezed(folded, word)) best = Math.min(best, grade(EXACT, bonus));
      const found = fuzzily ? quality(word, folded, starts) : 0;
      if (found) best = Math.min(best, grade(FUZZY, found + bonus));
      const pair = this.isPair ? abbreviated(word, folded, starts) : 0;
      if (pair) best = Math.min(best, grade(FUZZY, pair + bonus));
      const slip = withTypos ? corrected(word, folded, starts) : 0;
      if (slip) best = Math.min(best, grade(SLIP, slip + bonus));
    });
    return best;
  }

  // The grade of kind, category and tags, or else of the names of relatives.
  facts(entry) {
    const labels = [this.label(entry.path, 0), ...entry.kind ? [this.label(entry.kind, 0)] : [], ...entry.tags.map(tag => this.label(tag, 1))];
    const best = least(labels);
    if (matches(best) || this.mode.ends) return best;
    const isWord = names => places(names, this.word).some(at => startsWord(names, at) && endsWord(names, at + this.word.length));
    return Math.min(best, entry.relatives.some(names => isWord(names.join("\n"))) ? grade(TAG, 0) : best);
  }

  // The grade of summary and claims.
  texts(entry) {
    if (this.mode.ends) return NONE;
    if (!this.single) return this.longText(entry.texts, true);
    const isAlone = text => overlapping(text, this.word).some(at => startsWord(text, at) && endsWord(text, at + 1));
    return entry.texts.some(isAlone) ? grade(TEXT, 4) : CONTAINED;
  }

  longText(texts, hasSummary) {
    let best = 0, count = 0, isContained = false;
    const step = this.forms ? 1 : this.word.length;
    texts.forEach((text, number) => {
      let isCounted = false, left = 8;
      const bonus = hasSummary && number === 0 ? 3 : 0;
      for (let at = text.indexOf(this.root); at >= 0 && left > 0; at = text.indexOf(this.root, at + step), left--) {
        isContained = true;
        const isLiteral = !this.forms || text.startsWith(this.word, at);
        if (!isLiteral && isCounted && best >= 3 + bonus) continue;
        const score = this.score(text, at, isLiteral);
        if (score === 0) continue;
        if (!isCounted) count = Math.min(count + 1, 3);
        isCounted = true;
        best = Math.max(best, score + bonus);
      }
    });
    return best ? grade(TEXT, best + count) : isContained ? CONTAINED : NONE;
  }

  score(text, at, isLiteral) {
    if (!startsWord(text, at)) return isLiteral && !this.mode.whole && this.loose.length >= 4 ? 1 : 0;
    if (!isLiteral) return this.forms.end(text, at) >= 0 ? 3 : 0;
    const end = at + this.word.length;
    if (endsWord(text, end)) return 4;
    if (this.mode.whole && !this.mode.open || this.single) return 0;
    return !this.mode.whole && isEnding(text.slice(end)) ? 3 : 2;
  }

  // The grade of the texts of a source.
  source(at) {
    this.sources ??= new Map();
    if (!this.sources.has(at)) this.sources.set(at, this.gradeSource(INDEX.sources[at]));
    return this.sources.get(at);
  }

  gradeSource(source) {
    if (this.mode.ends || !source.texts.some(text => text.includes(this.root))) return NONE;
    const address = this.isAddress ? this.addressesOf(source.addresses) : NONE;
    if (matches(address)) return address;
    const found = this.longText(source.texts, false);
    return matches(found) ? SOURCE << 8 | found & 255 : found;
  }

  addressesOf(addresses) {
    return least(addresses.flatMap(address => places(address, this.word).map(at => {
      const starts = at === 0, ends = at + this.word.length === address.length;
      return starts ? grade(SOURCE, ends ? 15 : 13) : startsWord(address, at) ? grade(SOURCE, 2) : CONTAINED;
    })));
  }

  // The number of claims that cite the best source with this grade.
  weight(entry, found) {
    if (this.isAddress && this.addressesOf(entry.addresses) === found) return 15;
    return Math.max(0, ...entry.cites.filter(([at]) => this.source(at) === found).map(([, claims]) => Math.min(claims, 14)));
  }
}

const overlapping = (text, word) => {
  const found = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) found.push(at);
  return found;
};

// The part of a grade in the score of several words.
function weightOf(found) {
  const tier = tierOf(found), isWhole = scoreOf(found) >= WHOLE_FORM;
  const steps = tier === EXACT ? 9 : tier === PREFIX ? (isWhole ? 8 : 7) : tier === WORD ? (isWhole ? 8 : 6)
    : { [INSIDE]: 5, [TAG]: 4, [FUZZY]: 3, [SLIP]: 2, [TEXT]: 1 }[tier] ?? 0;
  return steps * 16 + Math.min(scoreOf(found), 15);
}

// A query prepared: matchers for its words, tests for its filters.
function plan(query) {
  const matchers = [], terms = [], filters = [];
  for (const term of query.terms) {
    const choices = term.map(one => {
      if (one.test) return one;
      const isTolerant = matchers.length < 4, mode = one.mode.tolerant && !isTolerant ? { literal: true } : one.mode;
      const matcher = new Matcher(one.word, mode, isTolerant ? forms(one.word) : null);
      if (mode.tolerant) matcher.tolerateTyposIfAbsent();
      matchers.push(matcher);
      return { not: one.not, matcher };
    });
    const isFilter = term.some(one => one.test);
    const isWord = term.length === 1 && term[0].mode?.tolerant;
    (isFilter ? filters : terms).push({ choices, isCommon: Boolean(isWord && query.terms.length > 1 && isCommon(term[0].word)) });
  }
  if (terms.every(term => term.isCommon)) for (const term of terms) term.isCommon = false;
  let phrase = null;
  if (query.phrase) {
    phrase = new Matcher(query.phrase, { tolerant: true }, null);
    if (matchers.some(matcher => matcher.typos > 0)) phrase.typos = maxTypos(phrase.loose);
  }
  return { matchers, terms, filters, phrase };
}

// Whether a word is of the name of a stack and nearly every entry matches it, so that it says nothing.
function isCommon(word) {
  if (!INDEX.stackWords.has(word)) return false;
  if (!INDEX.common.has(word)) INDEX.common.set(word, search(parseQuery(word, null), () => true).hits.length * 3 >= INDEX.entries.length * 2);
  return INDEX.common.get(word);
}

// The best alternative of a term that matches an entry.
function bestChoice(term, entry) {
  let best = null;
  for (const { not, test, matcher } of term.choices) {
    const found = test ? (test(entry) ? NEUTRAL : NONE) : matcher.of(entry);
    if (matches(found) === not) continue;
    const value = not ? NEUTRAL : found;
    if (!best || value < best.found) best = { found: value, matcher };
  }
  return best;
}

function verdict(plan, entry) {
  let worst = null, sum = 0, words = 0;
  for (const term of plan.terms) {
    const best = bestChoice(term, entry);
    if (term.isCommon) {
      words++;
      if (best && best.found < NEUTRAL) sum += Math.max(0, SOURCE - tierOf(best.found));
      continue;
    }
    if (!best) return null;
    if (best.found === NEUTRAL) continue;
    words++;
    sum += weightOf(best.found);
    if (!worst || tierOf(best.found) >= tierOf(worst.found)) worst = best;
  }
  if (!worst) return { tier: FACT, score: 0 };
  let { matcher, found } = worst;
  const own = scoreOf(found);
  let score = words > 1 ? sum : tierOf(found) === PREFIX ? (own + 2) % 3 : own;
  const whole = plan.phrase?.of(entry) ?? NONE;
  if (matches(whole) && tierOf(whole) <= tierOf(found)) {
    score = tierOf(whole) < tierOf(found) ? scoreOf(whole) : score + 2 + (tierOf(found) === SLIP ? scoreOf(whole) : 0);
    [matcher, found] = [plan.phrase, whole];
  }
  const tier = tierOf(found);
  return { tier, score: tier === SOURCE ? score * 16 + matcher.weight(entry, found) : score };
}

function fuzzyScore(plan, entry) {
  return plan.matchers.filter(matcher => matcher.mode.tolerant).reduce((sum, matcher) => {
    if (matcher.isPair) return sum + scoreOf(matcher.of(entry));
    const scores = entry.names.flatMap(({ folded }, number) => {
      const score = skim(folded, matcher.loose);
      return score === null ? [] : [score - (2 - nameBonus(number)) - Math.trunc(Array.from(folded).length * 3 / 4)];
    });
    return sum + (scores.length ? Math.max(...scores) : 0);
  }, 0);
}

// The hits of a query among the entries that are there, best first, and the number of those that only a filter excludes.
function search(query, isThere) {
  if (!query.terms.length) return { hits: [], excluded: 0 };
  const prepared = plan(query);
  let hits = [], excluded = 0;
  for (const entry of INDEX.entries) {
    const found = verdict(prepared, entry);
    if (!found) continue;
    if (isThere(entry) && prepared.filters.every(term => bestChoice(term, entry))) hits.push({ entry, ...found });
    else if (prepared.terms.length) excluded++;
  }
  const order = (a, b) => a.tier - b.tier || (a.tier === FACT ? a.entry.order - b.entry.order
    : b.score - a.score || a.entry.nameLength - b.entry.nameLength || a.entry.position - b.entry.position);
  // Of several stacks those with one name are together, at the place of the best of them.
  const isRanked = INDEX.stacks.length > 1 && hits.length && hits[0].tier !== FACT, blocks = new Map();
  hits.sort(order);
  for (const hit of hits) {
    const key = isRanked ? `${hit.tier} ${hit.entry.names[0].folded.trim()}` : hit.entry.position;
    blocks.set(key, [...blocks.get(key) ?? [], hit]);
  }
  const firsts = [...blocks.values()];
  for (const [first] of firsts.filter(([hit]) => hit.tier === FUZZY).slice(0, 256)) {
    first.score = Math.min(1000, Math.max(-1000, fuzzyScore(prepared, first.entry))) + 1000;
    first.isScored = true;
  }
  firsts.sort(([a], [b]) => a.tier - b.tier || Boolean(b.isScored) - Boolean(a.isScored) || order(a, b));
  return { hits: firsts.flat(), excluded, plan: prepared };
}
