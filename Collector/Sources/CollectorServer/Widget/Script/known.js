// What staff published as known, so that a person may be helped before they have written. It is matched in the page: what is
// typed leaves it only when it is sent.
let issues = [];
let issuesAt = 0;
const fetchIssues = async () => {
  await ready;
  const storage = storages[0];
  if (Date.now() - issuesAt < 300000) return;
  issuesAt = Date.now();
  issues = (await storage.change((t) => t.get('meta', 'issues')).catch(() => null)) || issues;
  const version = data.version ? '?version=' + encodeURIComponent(within(data.version, 500)) : '';
  const answer = await call(storage, 'GET', 'v1/known-issues' + version);
  const list = answer.status === 200 ? answer.json?.digest?.issues : null;
  if (!Array.isArray(list)) return;
  issues = list.filter((issue) => issue && typeof issue.title === 'string').slice(0, 1000);
  await storage.change((t) => t.put('meta', 'issues', issues)).catch(() => {});
};
const common = new Set(('the and but not with from into this that there here you your they them have has had will would can could ' +
  'should for are was were been its our out all any does did when what how why der die das den dem des ein eine einen und oder ' +
  'aber nicht mit von zum zur ist sind war wird werden ich sie wir ihr mein kein wenn wie was warum auch noch nur beim auf fur').split(' '));
// Letters without marks, and the beginnings of longer words: most forms of a word share theirs.
const termsOf = (text) => new Set((text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').match(/[\p{L}\p{N}]{3,}/gu) || [])
  .filter((word) => !common.has(word)).map((word) => word.slice(0, 6)));
const knownFor = (text) => {
  const typed = termsOf(within(text, 2000));
  if (typed.size < 2) return [];
  const all = issues.map((issue) => ({ issue, terms: termsOf(issue.title + ' ' + (issue.words || '')) }));
  const places = new Map();
  for (const { terms } of all) for (const term of terms) places.set(term, (places.get(term) || 0) + 1);
  return all.map(({ issue, terms }) => {
    const both = [...typed].filter((term) => terms.has(term));
    // A word that few issues have says more (inverse document frequency).
    const weight = both.reduce((sum, term) => sum + Math.log(1 + all.length / places.get(term)), 0);
    return { issue, both: both.length, score: weight / Math.sqrt(Math.min(typed.size, 12)) };
  }).filter(({ both, score }) => both >= 2 && score > 0.4).sort((a, b) => b.score - a.score).slice(0, 3)
    .map(({ issue }) => issue);
};
