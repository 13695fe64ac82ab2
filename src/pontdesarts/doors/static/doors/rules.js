// What the entries of an evening come to, and which codes can be. `rules.py` and `codes.py` of the server say the same.

const ALPHABET = "23456789CDFHJKMNPRTVWXY";
const LOOK_ALIKES = { S: "5", Z: "2", B: "8", G: "6", U: "V", O: "D", Q: "D", 0: "D", "С": "C", "Н": "H", "К": "K", "М": "M", "Р": "P", "Т": "T", "Х": "X", "У": "Y", "В": "8" };
export const LENGTH = 8;

// the eight symbols of what was typed or read, or fewer, or more: whatever is left once look-alikes are put right
export function symbols(typed) {
  const letters = [...typed.normalize("NFKC").toUpperCase()].filter((letter) => /[\p{L}\p{N}]/u.test(letter));
  return letters.map((letter) => LOOK_ALIKES[letter] ?? letter).join("");
}

// « K7M-4RP-2X », or "" when no such code can be
export function codeOf(typed) {
  const found = [...symbols(typed)].map((letter) => ALPHABET.indexOf(letter));
  if (found.length !== LENGTH || found.includes(-1)) return "";
  // weights 8…2, then 1 for the symbol that checks the others
  if (found.reduce((sum, value, index) => sum + (LENGTH - index) * value, 0) % ALPHABET.length) return "";
  const text = found.map((value) => ALPHABET[value]).join("");
  return `${text.slice(0, 3)}-${text.slice(3, 6)}-${text.slice(6)}`;
}

// « K7M-4RP-2X/2 » is the paper of the second person of the party
export function paperOf(read) {
  const [body, number = "0", ...rest] = read.split("/");
  const ordinal = /^\s*\d{1,2}\s*$/.test(number) ? Number(number) : -1;
  return rest.length || ordinal < 0 ? { code: "", ordinal: 0 } : { code: codeOf(body), ordinal };
}

const byMoment = (one, other) => one.at - other.at || (one.id < other.id ? -1 : 1);

export function standing(entries, undone) {
  const gone = new Set(undone);
  return entries.filter((entry) => !gone.has(entry.id)).sort(byMoment);
}

// entries add up; a paper of one person is that person once; above the places, only those let in knowingly count
export function tally(places, entries) {
  const plain = within(entries);
  const beyond = entries.reduce((sum, entry) => sum + entry.beyond, 0);
  const moments = entries.map((entry) => entry.at);
  return {
    counted: Math.min(plain, places) + beyond,
    beyond,
    overlap: Math.max(0, plain - places),
    left: Math.max(0, places - plain),
    firstAt: moments.length ? Math.min(...moments) : null,
    lastAt: moments.length ? Math.max(...moments) : null,
  };
}

function within(entries) {
  const papers = new Map();
  let groups = 0;
  for (const entry of entries) {
    const people = entry.people - entry.beyond;
    if (entry.ordinal) papers.set(entry.ordinal, Math.max(people, papers.get(entry.ordinal) ?? 0));
    else groups += people;
  }
  return groups + [...papers.values()].reduce((sum, people) => sum + people, 0);
}

// entries to take back, the last first, then one to write, so that a booking comes to that number
export function toReach(target, places, entries) {
  const kept = [...entries].sort(byMoment);
  const undo = [];
  while (kept.length && (within(kept) > places || tally(places, kept).counted > target)) undo.push(kept.pop().id);
  const now = tally(places, kept);
  const people = target - now.counted;
  return { undo, people, beyond: Math.max(0, people - now.left) };
}
