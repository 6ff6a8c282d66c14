// Elements without markup in text: what people wrote is only ever text.
const el = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== 'list') element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat(3).filter((child) => child !== null));
  return element;
};
// What somebody else named stands apart, so that it cannot turn the words around it.
const named = (name, value) => {
  const [before, after] = texts[language()][name].split('%');
  return after === undefined ? [before] : [before, el('bdi', {}, value), after];
};
const words = (text, className = 'words') => el('p', { className, dir: 'auto' }, text);
const button = (text, onclick, className = '') => el('button', { type: 'button', className, onclick }, text);
const labelled = (text, control, ...more) => el('label', {}, el('span', {}, text), control, ...more);
const checkbox = (text, checked, onchange) => {
  const box = el('input', { type: 'checkbox', checked, onchange: () => onchange(box.checked) });
  return el('label', { className: 'check' }, box, el('span', {}, text));
};
