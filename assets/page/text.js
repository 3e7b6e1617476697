"use strict";
// Texts: folding, words, forms of words, scattered letters and typos. A port of src/search/{fold,stems,fuzzy,typos}.rs;
// tests/page.rs compares the two.

const ALNUM = /[\p{Alphabetic}\p{N}]/u, MARK = /\p{M}/gu;
const SPECIAL = { "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d" };

// The form of a text without case, accents and width.
function fold(text) {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  const one = c => SPECIAL[c] ?? [...c.normalize("NFKD").replace(MARK, "")].map(c => c.toLowerCase().replace(MARK, "")).join("");
  return Array.from(text, one).join("");
}

const isAlnum = c => c !== undefined && c !== "" && ALNUM.test(c);
const after = (text, at) => at < text.length ? String.fromCodePoint(text.codePointAt(at)) : "";
const before = (text, at) => {
  const low = at > 1 && /[\udc00-\udfff]/.test(text[at - 1]);
  return at > 0 ? text.slice(low ? at - 2 : at - 1, at) : "";
};
const startsWord = (text, at) => !isAlnum(before(text, at));
const endsWord = (text, at) => !isAlnum(after(text, at));
const letters = text => Array.from(text).filter(isAlnum);
const byteLength = text => new TextEncoder().encode(text).length;

// The places of a text in another, without overlaps.
function places(text, word) {
  const found = [];
  for (let at = text.indexOf(word); at >= 0 && word; at = text.indexOf(word, at + word.length)) found.push(at);
  return found;
}

// The places at which words of a folded name start, also inside camelCase.
function wordStarts(original, folded) {
  const camel = original.length === folded.length && byteLength(original) === byteLength(folded);
  const starts = new Set();
  for (let at = 0; at < folded.length; at++) {
    const isStart = startsWord(folded, at) || camel && at > 0 && /^[a-z][A-Z]$/.test(original.slice(at - 1, at + 1));
    if (isStart && !endsWord(folded, at)) starts.add(at);
  }
  return starts;
}

// --- forms of words -------------------------------------------------------------------------------------------

const STEP2 = { anci: "ance", enci: "ence", ogi: "og", li: "", bli: "ble", abli: "able", alli: "al", fulli: "ful", lessli: "less", ousli: "ous", entli: "ent", aliti: "al", biliti: "ble", iviti: "ive", tional: "tion", ational: "ate", alism: "al", ation: "ate", ization: "ize", izer: "ize", ator: "ate", iveness: "ive", fulness: "ful", ousness: "ous" };
const STEP3 = { icate: "ic", ative: "", alize: "al", iciti: "ic", ical: "ic", tional: "tion", ational: "ate", ful: "", ness: "" };
const STEP4 = ["ic", "ance", "ence", "able", "ible", "ate", "ive", "ize", "iti", "al", "ism", "ion", "er", "ous", "ant", "ent", "ment", "ement"];
const IRREGULAR = { andes: "andes", atlas: "atlas", bias: "bias", cosmos: "cosmos", dying: "die", early: "earli", gently: "gentl", howe: "howe", idly: "idl", lying: "lie", news: "news", only: "onli", singly: "singl", skies: "sky", skis: "ski", sky: "sky", tying: "tie", ugly: "ugli" };
const FIXED = ["succeed", "proceed", "exceed", "canning", "inning", "earring", "herring", "outing"];

// The longest of some endings that a word has.
const ending = (word, endings) => endings.filter(one => word.endsWith(one)).sort((a, b) => b.length - a.length)[0];

// The stem of an English word of lower-case ASCII letters, by Snowball's rules.
function stem(word) {
  if (Object.hasOwn(IRREGULAR, word)) return IRREGULAR[word];
  if (word.length < 3) return word;
  let w = word.replace(/^y/, "Y");
  for (let at = 1; at < w.length; at++) if (w[at] === "y" && /[aeiouy]/.test(w[at - 1])) w = w.slice(0, at) + "Y" + w.slice(at + 1);
  const region = from => {
    const found = /[aeiouy][^aeiouy]/.exec(w.slice(from));
    return found ? from + found.index + 2 : w.length;
  };
  const r1 = /^(arsen|commun|gener)/.exec(w)?.[0].length ?? region(0), r2 = region(r1);
  const isShort = w => /[^aeiouy][aeiouy][^aeiouywxY]$/.test(w) || /^[aeiouy][^aeiouy]$/.test(w);

  if (w.endsWith("sses")) w = w.slice(0, -2);
  else if (/ie[ds]$/.test(w)) w = w.slice(0, w.length > 4 ? -2 : -1);
  else if (!/[us]s$/.test(w) && /[aeiouy].+s$/.test(w)) w = w.slice(0, -1);
  if (FIXED.includes(w)) return w;

  let end = ending(w, ["ed", "eed", "ing", "edly", "eedly", "ingly"]);
  if (end === "eed" || end === "eedly") {
    if (w.length - end.length >= r1) w = w.slice(0, -end.length) + "ee";
  } else if (end && /[aeiouy]/.test(w.slice(0, -end.length))) {
    w = w.slice(0, -end.length);
    if (/(at|bl|iz)$/.test(w)) w += "e";
    else if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(w)) w = w.slice(0, -1);
    else if (w.length === r1 && isShort(w)) w += "e";
  }
  if (/.[^aeiouy][yY]$/.test(w)) w = w.slice(0, -1) + "i";

  end = ending(w, Object.keys(STEP2));
  if (end && w.length - end.length >= r1) {
    const root = w.slice(0, -end.length);
    if (end === "ogi" ? root.endsWith("l") : end !== "li" || /[cdeghkmnrt]$/.test(root)) w = root + STEP2[end];
  }
  end = ending(w, Object.keys(STEP3));
  if (end && w.length - end.length >= (end === "ative" ? Math.max(r1, r2) : r1)) w = w.slice(0, -end.length) + STEP3[end];
  end = ending(w, STEP4);
  if (end && w.length - end.length >= r2 && (end !== "ion" || /[st]ion$/.test(w))) w = w.slice(0, -end.length);
  if (w.endsWith("e")) {
    const at = w.length - 1;
    if (at >= r2 || at >= r1 && !isShort(w.slice(0, -1))) w = w.slice(0, -1);
  } else if (w.endsWith("ll") && w.length - 1 >= r2) w = w.slice(0, -1);
  return w.replaceAll("Y", "y");
}

const ENDINGS = new Set((" able al ally als ance ances ant ants ate ated ates ating ation ations ative ator ators d e ed ely ement "
  + "ements ence ences ent ents er ers es ful fully ibility ible ic ication ications ics ie ied ies ility ing ingly ings ion ions "
  + "isation ise ised ises ising ities ity ive ively ization ize ized izer izers izes izing ly ment ments ness or ors s y ying").split(" "));
const INFLECTIONS = ["s", "es", "e", "ed", "d", "er", "ers", "ing", "ings", "y", "ies", "ied", "ion", "ions"];

// The other forms of a word; none if they all start with the word itself.
function forms(word) {
  if (word.length < 4 || word.length > 32 || !/^[a-z]+$/.test(word)) return null;
  const stemmed = stem(word);
  let shared = 0;
  while (shared < stemmed.length && stemmed[shared] === word[shared]) shared++;
  if (shared > 3 && /[eiy]/.test(word[shared - 1])) shared--;
  const root = word.slice(0, shared);
  if (root.length < 3 || root === word) return null;
  const rest = word.slice(shared), doubled = rest.startsWith(root.at(-1)) ? rest.slice(1) : rest;
  const isInflection = INFLECTIONS.includes(rest) || INFLECTIONS.includes(doubled);
  const known = new Map();
  // The end of the form that starts with the root at this place; -1 if it is another word.
  const end = (text, at) => {
    const from = at + root.length, tail = /^[a-z]{0,12}/.exec(text.slice(from, from + 12))[0];
    if (!ENDINGS.has(tail) && !(tail[0] === root.at(-1) && ENDINGS.has(tail.slice(1)))) return -1;
    if (!known.has(tail)) known.set(tail, stem(root + tail) === stemmed);
    return known.get(tail) ? from + tail.length : -1;
  };
  return { root, isInflection, end };
}

// Whether the rest of a text after a word makes another form of that word.
const isEnding = rest => ["s", "es", "d", "ed", "ing"].includes(/^[a-z]{0,12}/.exec(rest.slice(0, 12))[0]);

// --- scattered letters ----------------------------------------------------------------------------------------

const isVowel = c => /^[aeiouy]$/.test(c), isDigit = c => /^[0-9]$/.test(c);

function isSubsequence(word, text) {
  let at = 0;
  for (const c of text) if (c === word[at]) at++;
  return at === word.length;
}

// The quality of a fuzzy match of the letters of a word in a folded name, from 1 to 8; 0 if it is noise.
function quality(word, folded, starts) {
  const count = word.length, chars = Array.from(folded);
  if (count < 3 || count > 16 || word.every(isDigit) || chars.length > 80 || !isSubsequence(word, folded)) return 0;
  const isSkeleton = !word.slice(1).some(c => c !== "y" && isVowel(c));
  let best = 0;
  for (const start of starts) {
    const text = Array.from(folded.slice(start)).slice(0, 3 * count);
    if (text[0] !== word[0] || !isSubsequence(word, text)) continue;
    let place = start;
    const isStart = text.map(c => { const is = starts.has(place); place += c.length; return is; });
    best = Math.max(best, maxGood(word, text, isStart, isSkeleton));
  }
  return best > 0 && best * 4 >= count * 3 ? Math.min(8, Math.max(1, Math.floor(best * 8 / count))) : 0;
}

// The maximum number of letters that start words or continue a run, if the first letter starts the name.
function maxGood(word, name, starts, isSkeleton) {
  let here = name.map((_, at) => at === 0 ? 2 : 0);
  for (let number = 1; number < word.length; number++) {
    const letter = word[number], digit = isDigit(letter), followsDigit = digit && isDigit(word[number - 1]);
    let anywhere = 0, inWord = 0, last = 0, any = false;
    for (let at = number - 1; at < name.length + number + 1 - word.length && at < name.length; at++) {
      const c = name[at], is = c === letter;
      let made = 0;
      if (is && (followsDigit || last > 0 && digit)) made = last > 0 ? last + 1 : 0;
      else if (is && !starts[at] && digit) made = 0;
      else if (is && starts[at] && anywhere > 0) made = anywhere + 1;
      else if (is && !starts[at]) made = last > 0 ? Math.max(inWord, last + 1) : inWord;
      const old = here[at];
      here[at] = made;
      if (!(isSkeleton && old === 0 && isVowel(c) && !starts[at])) last = old;
      anywhere = Math.max(anywhere, old);
      inWord = isAlnum(c) ? Math.max(inWord, old) : 0;
      any ||= made > 0;
    }
    if (!any) return 0;
  }
  return Math.max(0, Math.max(...here.slice(word.length - 1)) - 1);
}

// The score of two letters as an abbreviation of a name: 2 for two words, 1 for two syllables, else 0.
function abbreviated([first, second], folded, starts) {
  if (!folded.startsWith(first)) return 0;
  const secondWord = [...starts][1];
  if (secondWord !== undefined && folded.startsWith(second, secondWord)) return 2;
  const end = Math.min(secondWord ?? folded.length, 80);
  for (let at = 2; at < end; at++) {
    const c = folded[at], old = folded[at - 1];
    const isStart = /[a-z]/.test(c) && !isVowel(c) && /[a-z]/.test(old) && !isVowel(old) && old !== c;
    if (isStart && folded.startsWith(second, at)) return 1;
  }
  return 0;
}

const squeezed = (folded, word) => word.length > 2 && letters(folded).join("") === word.join("");

const charType = c => c === undefined ? "E" : " /\\|()[]{}".includes(c) ? "H" : /[!-'*-.:-@^-`~]/.test(c) ? "S" : /[0-9]/.test(c) ? "N" : "L";

// The score of fuzzy-matcher for a word in a folded name: its SkimMatcherV2 with two rows of cells.
function skim(folded, word) {
  const choice = Array.from(folded), first = [];
  if (choice.length > 80) return null;
  choice.forEach((c, at) => { if (c === word[first.length]) first.push(at); });
  if (first.length < word.length) return null;
  const NONE = -32768, cell = () => ({ m: NONE, p: NONE, bonus: 0 });
  const rows = [0, 1].map(() => Array.from({ length: choice.length + 1 }, cell));
  const bonuses = choice.map((c, at) => ({ E: 8, H: 8, S: 7 })[charType(choice[at - 1])] ?? 0);
  bonuses[0] *= 2;
  for (const one of rows[0]) one.p = -1;
  word.forEach((letter, number) => {
    const row = rows[(number + 1) & 1], prev = rows[number & 1];
    for (let at = first[number]; at < choice.length; at++) {
      const cur = row[at + 1], last = row[at], diagonal = prev[at];
      if (choice[at] === letter) {
        const bonus = Math.max(last.bonus, bonuses[at], 4);
        last.bonus = bonus;
        cur.m = Math.max(diagonal.m + bonus, diagonal.p + bonuses[at]) + 16;
      } else {
        cur.m = NONE;
        cur.bonus = 0;
      }
      cur.p = Math.max(last.m - 4, last.p - 1);
    }
  });
  return Math.max(...rows[word.length & 1].slice(first.at(-1)).map(one => one.m));
}

// --- typos ----------------------------------------------------------------------------------------------------

const maxTypos = word => !word.every(c => /\p{Alphabetic}/u.test(c)) || word.length < 4 || word.length > 24 ? 0 : word.length < 8 ? 1 : 2;

// The score of the best correction of a word in a folded name, or 0: a whole name, one of its words, or the start of one.
function corrected(word, folded, starts) {
  let best = 0, place = [0, 0];
  for (const from of starts) {
    if (!mayStart(word, folded, from)) continue;
    const found = correctAt(word, folded, from, starts);
    if (found && found.score > best) [best, place] = [found.score, [from, found.end]];
  }
  return best && best + (place[0] === 0 && place[1] === folded.length ? 4 : 0) + (place[0] === 0 ? 1 : 0);
}

function mayStart(word, folded, from) {
  const name = Array.from(folded.slice(from, from + 80));
  if (name[0] === word[0] || name[0] === word[1] && name[1] === word[0]) return true;
  const tail = name.slice(1).filter(isAlnum);
  return word.length >= 6 && word.slice(1).every((c, at) => c === tail[at]);
}

function correctAt(word, folded, from, starts) {
  const typos = maxTypos(word), name = [];
  let at = from;
  for (const c of folded.slice(from)) {
    if ((at > from && starts.has(at) || !isAlnum(c)) && name.length) name.at(-1).endsWord = true;
    if (isAlnum(c)) {
      if (name.length === word.length + typos) break;
      name.push({ c, end: at + c.length, endsWord: at + c.length === folded.length });
    }
    at += c.length;
  }
  const distance = distances(word, name, typos);
  let best = null;
  for (let taken = 1; distance && taken <= name.length; taken++) {
    const score = distance[taken] >= 1 && distance[taken] <= typos ? correctionScore(word, name, taken, distance[taken]) : 0;
    if (score && (!best || score > best.score)) best = { score, end: name[taken - 1].end };
  }
  return best;
}

function correctionScore(word, name, taken, distance) {
  const letter = at => name[at]?.c;
  const startsEqual = letter(0) === word[0], swapped = letter(0) === word[1] && letter(1) === word[0];
  const rightStart = startsEqual || swapped || word.length >= 6 && distance === 1 && taken === word.length;
  const fromEnd = back => letter(taken - back);
  const rightEnd = fromEnd(1) === word.at(-1) || fromEnd(2) === word.at(-1) && fromEnd(1) === word.at(-2);
  const isWordStart = word.length > 5 && startsEqual && rightEnd;
  const sameStart = word.slice(0, taken).every((c, at) => c === letter(at));
  const goesOn = word.length >= taken && sameStart && word.slice(taken).some(c => c !== letter(taken - 1));
  const isWhole = name[taken - 1].endsWord;
  return rightStart && !goesOn && (isWhole || isWordStart) ? (distance === 1 ? 3 : 1) + (isWhole ? 3 : 0) : 0;
}

// The number of typos between a word and each start of a name; null if there are too many.
function distances(word, name, typos) {
  const FAR = 100, width = name.length + 1;
  let old = Array(width).fill(FAR), row = old.map((_, at) => at <= typos ? at : FAR);
  for (let i = 1; i <= word.length; i++) {
    const next = Array(width).fill(FAR);
    if (i <= typos) next[0] = i;
    let least = next[0];
    for (let j = Math.max(1, i - typos); j <= Math.min(i + typos, name.length); j++) {
      const here = name[j - 1].c;
      let cell = Math.min(row[j - 1] + (here !== word[i - 1] ? 1 : 0), row[j] + 1, next[j - 1] + 1);
      if (j > 1 && i > 1 && name[j - 2].c === word[i - 1] && word[i - 2] === here) cell = Math.min(cell, old[j - 2] + 1);
      next[j] = cell;
      least = Math.min(least, cell);
    }
    if (least > typos) return null;
    [old, row] = [row, next];
  }
  return row;
}
