// How well words fit what was typed, so far. Pure.

const plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLocaleLowerCase();

const beginsWord = (text, at) => at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]);

// Higher fits better; 0 not at all. Whole beginnings before beginnings of words, before pieces, before
// letters that only stand in that order.
export function score(said, typed) {
  const [text, sought] = [plain(said), plain(typed).trim()];
  if (!sought) return 1;
  if (text.startsWith(sought)) return text.length === sought.length ? 1_100 : 1_000;
  let at = text.indexOf(sought);
  while (at >= 0) {
    if (beginsWord(text, at)) return 700 - at;
    at = text.indexOf(sought, at + 1);
  }
  if (text.includes(sought)) return 400 - text.indexOf(sought);
  return inOrder(text, sought);
}

// Letters in their order; those that begin words count most.
function inOrder(text, sought) {
  let [at, points] = [0, 0];
  for (const letter of sought.replaceAll(" ", "")) {
    let next = text.indexOf(letter, at);
    if (next < 0) return 0;
    for (let start = next; start >= 0; start = text.indexOf(letter, start + 1)) {
      if (beginsWord(text, start)) {
        next = start;
        break;
      }
    }
    points += beginsWord(text, next) ? 20 : next === at ? 6 : -2;
    at = next + 1;
  }
  return points > 0 ? Math.min(points, 300) : 0;
}
