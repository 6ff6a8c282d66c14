// The form for web pages. Each part of it is a file; the collector joins them in one function, so they share their names.
// Nothing here is evaluated from text, and no style or script is written into the page: a strict policy of the page allows it.
(() => {
'use strict';
const script = document.currentScript;
if (!script || window.Tellback) return;
const data = script.dataset;
const key = data.key || '';
const base = new URL('.', script.src).href;
// Keys of one app share what is kept in the browser, so a new key goes on where the old one ended.
const database = 'tellback ' + base + ' ' + (key.split('_')[1] || '');
const limits = {
  text: 20000, reply: 10000, contact: 320, page: 1000, name: 200, steps: 50, step: 500,
  files: 5, file: 10485760, allFiles: 26214400, rows: 100, kept: 52428800, talks: 50,
};
const hour = 3600000;
class Problem extends Error {
  constructor(code, message, status = 0) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
