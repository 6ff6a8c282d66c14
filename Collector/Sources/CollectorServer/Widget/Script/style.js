// The look, themable by custom properties of the page. A sheet made in script is no inline style, so no policy forbids it.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host { all: initial; --accent: var(--tellback-accent, #1d4ed8); --on: var(--tellback-accent-text, #fff);
--face: var(--tellback-surface, #fff); --ink: var(--tellback-text, #1c1f26); --soft: var(--tellback-muted, #4d5566);
--line: var(--tellback-border, #7a8294); --bad: var(--tellback-error, #b3261e); color-scheme: light; }
@media (prefers-color-scheme: dark) { :host(:not([data-theme=light])) { --accent: var(--tellback-accent, #9db8ff);
--on: var(--tellback-accent-text, #101828); --face: var(--tellback-surface, #1b1f27); --ink: var(--tellback-text, #eceff4);
--soft: var(--tellback-muted, #b4bccb); --line: var(--tellback-border, #808a9d); --bad: var(--tellback-error, #ffb4ab); color-scheme: dark; } }
:host([data-theme=dark]) { --accent: var(--tellback-accent, #9db8ff);
--on: var(--tellback-accent-text, #101828); --face: var(--tellback-surface, #1b1f27); --ink: var(--tellback-text, #eceff4);
--soft: var(--tellback-muted, #b4bccb); --line: var(--tellback-border, #808a9d); --bad: var(--tellback-error, #ffb4ab); color-scheme: dark; }
* { box-sizing: border-box; font: 1rem/1.5 var(--tellback-font, system-ui, sans-serif); overflow-wrap: anywhere; }
[hidden] { display: none !important; }
button, textarea, input, select { color: inherit; background: var(--face); border: 1px solid var(--line); border-radius: var(--tellback-radius, 8px); padding: .45rem .7rem; }
button { cursor: pointer; min-height: 2.4rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[tabindex='-1'] { outline: none; }
.open { position: fixed; z-index: var(--tellback-z, 2147483000); right: var(--tellback-right, 1rem); bottom: var(--tellback-bottom, 1rem); box-shadow: 0 2px 8px #0005; }
.open, .main, [aria-current] { background: var(--accent); color: var(--on); border-color: var(--accent); font-weight: 600; }
.badge { background: var(--face); color: var(--ink); border-radius: 1rem; padding: 0 .45rem; margin-left: .4rem; }
dialog { width: min(34rem, 100vw); max-width: 100vw; max-height: 100dvh; margin: auto 0 0 auto; padding: 1rem; border: 1px solid var(--line);
border-radius: var(--tellback-radius, 8px); background: var(--face); color: var(--ink); overflow: auto; animation: rise .15s; }
dialog::backdrop { background: #0007; }
@keyframes rise { from { transform: translateY(1rem); opacity: 0; } }
@media (prefers-reduced-motion: reduce) { dialog { animation: none; } }
header, nav, .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
header { justify-content: space-between; }
h2 { font-size: 1.25rem; font-weight: 700; margin: 0; }
h3, b, dt, summary, .b { font-weight: 600; margin: 0; }
form, section { display: grid; gap: .75rem; margin-top: .75rem; }
label, article, dl, ul { display: grid; gap: .25rem; margin: 0; padding: 0; }
form, section, label, article, dl, ul { grid-template-columns: minmax(0, 1fr); }
.check { display: flex; gap: .5rem; align-items: start; }
.check input { width: 1.5rem; height: 1.5rem; flex: none; }
textarea { min-height: 7rem; resize: vertical; }
textarea, select, input:not([type=checkbox]) { width: 100%; }
p, dd { margin: 0; }
.soft, dd, time { color: var(--soft); font-size: .9rem; }
.bad { color: var(--bad); font-weight: 600; }
.box { border: 1px solid var(--line); border-radius: var(--tellback-radius, 8px); padding: .6rem; }
li { list-style: none; }
bdi { font: inherit; }
.words { white-space: pre-wrap; }
`);
