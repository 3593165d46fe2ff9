// How networks count the length of a text: the twins of inbox/networks/lengths.py, kept alike by a
// file of examples that tests read with both.

// Any address counts as the short one that a network makes of it.
const urlLength = 23;

const points = (text) => [...text.normalize("NFC")].length;

// An emoji is one sign, however many code points it is made of: a flag, a keycap, or pictures with
// their skin colours and joiners.
const picture =
  "[\u203c\u2049\u2122\u2139\u2194-\u21aa\u2300-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf" +
  "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\u{1f000}-\u{1f1e5}\u{1f200}-\u{1faff}]";
const one = `(?:${picture}\ufe0f?[\u{1f3fb}-\u{1f3ff}]?|[\xa9\xae]\ufe0f)`;
const emoji = new RegExp(
  "[\u{1f1e6}-\u{1f1ff}]{2}" +
    "|[0-9#*]\ufe0f?\u20e3" +
    "|\u{1f3f4}[\u{e0061}-\u{e007a}]+\u{e007f}" +
    `|${one}(?:\u200d${one})*`,
  "gu",
);

// Where no scheme says that it is one, a name is taken for an address by how it ends: countries,
// and the commonest of the others.
const endings = `
ac ad ae af ag ai al am an ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq
br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz
ec ee eg eh er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw
gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz
la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx
my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro
rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk
tl tm tn to tp tr tt tv tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw com
org net edu gov mil int info biz name app dev shop store online site blog cloud tech website
space live news pro xyz club life world today company digital support help email group agency
media team business solutions services travel hotel berlin london nyc art bio
`;
const letter = "a-z0-9\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0400-\u04ff";
const label = `[${letter}](?:[${letter}_\\-]*[${letter}])?`;
const inPath = `[${letter}!*';:=+,.$/%#\\[\\]\\-\u2013_~@|&]`;
const parens = `\\(${inPath}*\\)`;
const path = `(?:/(?:(?:${inPath}|${parens})*(?:[${letter}=_#/+\\-]|${parens}))?)`;
const query = "(?:\\?[a-z0-9!?*'();:&=+$/%#\\[\\]\\-_.,~|@]*[a-z0-9_&=#/\\-])";
const withScheme =
  "(?<![a-z0-9@\uff20$#\uff03])https?://" +
  `(?:${label}\\.)+(?:[a-z]{2,}|xn--[a-z0-9\\-]+|[\u0400-\u04ff]{2,})` +
  `(?::[0-9]+)?${path}?${query}?`;
const bare =
  `(?<![${letter}@\uff20$#\uff03_\\-./])` +
  `(?:${label}\\.)+(?:${endings.trim().split(/\s+/).join("|")})(?![a-z0-9@+\\-])${path}?${query}?`;
const address = new RegExp(`${withScheme}|${bare}`, "giu");
const addressWithScheme = new RegExp(withScheme, "giu");

// The text without what the pattern finds, and how often it was found.
function without(pattern, text) {
  let found = 0;
  const rest = text.replace(pattern, () => {
    found += 1;
    return "";
  });
  return [rest, found];
}

const light = [
  [0x0000, 0x10ff],
  [0x2000, 0x200d],
  [0x2010, 0x201f],
  [0x2032, 0x2037],
];

function weight(sign) {
  const point = sign.codePointAt(0);
  return light.some(([low, high]) => low <= point && point <= high) ? 1 : 2;
}

// As X counts. Names in front of a reply are counted too: nobody knows who is in the thread.
function weighted(text) {
  const [words, addresses] = without(address, text.normalize("NFC"));
  const [rest, pictures] = without(emoji, words);
  return addresses * urlLength + pictures * 2 + [...rest].reduce((sum, sign) => sum + weight(sign), 0);
}

// "@ann@example.org" counts as "@ann".
const remoteName = /(?<![/A-Za-z0-9_])@([A-Za-z0-9_]+)@[A-Za-z0-9_.-]+[A-Za-z0-9_]/g;

// As servers of the Mastodon API count: signs as a reader sees them. Marks, joiners and variants
// belong to the sign before them.
function mastodon(text) {
  const [words, addresses] = without(addressWithScheme, text);
  const plain = words.replace(remoteName, "@$1").normalize("NFC").replaceAll("\r\n", "\n");
  const [rest, pictures] = without(emoji, plain);
  const signs = [...rest].filter((sign) => !/[\p{M}\u200c\u200d]/u.test(sign)).length;
  return addresses * urlLength + pictures + signs;
}

export const counters = { characters: points, weighted, mastodon };
