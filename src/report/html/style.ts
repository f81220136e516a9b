/**
 * The page's whole style sheet: system fonts for Latin and Han, light and dark, wide and narrow, screen and
 * paper. Marginal notes carry the verdicts, as in an edition with apparatus; colour never stands alone.
 */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fbf9f4; --raised: #fffdf9; --sunken: #f3efe6; --ink: #24211c; --soft: #6a6357; --line: #e0d9cb;
  --link: #20568c; --seal: #ae3024; --mark: #fbe7a6; --mark-strong: #f5cf58; --mark-ink: #24211c;
  --supported: #26694a; --partly: #865a0c; --conflicting: #6a4a9c; --unsupported: #b2291f;
  --shadow: 0 1px 2px rgb(40 30 10 / .08), 0 12px 32px rgb(40 30 10 / .14);
  --serif: 'Iowan Old Style', 'Palatino Linotype', Palatino, Charter, 'Source Serif 4', 'Noto Serif', Georgia, 'Songti SC', 'Source Han Serif SC', 'Noto Serif CJK SC', 'Noto Serif SC', SimSun, serif;
  --sans: system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Source Han Sans SC', 'Noto Sans CJK SC', sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'Noto Sans Mono', 'Noto Sans Mono CJK SC', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #191816; --raised: #211f1c; --sunken: #26241f; --ink: #e8e2d6; --soft: #a49c8d; --line: #3a362f;
    --link: #8fbbe6; --seal: #c9473a; --mark: #54471a; --mark-strong: #7d6614; --mark-ink: #fff6dc;
    --supported: #7cc49f; --partly: #dcae5d; --conflicting: #b9a0e6; --unsupported: #f08a7e;
    --shadow: 0 1px 2px rgb(0 0 0 / .4), 0 12px 32px rgb(0 0 0 / .5);
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { font: 17px/1.6 var(--serif); background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 2rem; text-autospace: normal; font-variant-numeric: lining-nums; }
:root:lang(zh) { line-height: 1.8; --serif: 'Songti SC', 'Source Han Serif SC', 'Noto Serif CJK SC', 'Noto Serif SC', STSong, SimSun, 'Iowan Old Style', Georgia, serif; }
body { margin: 0; overflow-wrap: break-word; }
main { max-width: 60rem; margin: 0 auto; padding: 3.5rem 2rem 5rem; }
h1, h2, h3, h4, h5, p, ul, ol, dl, dd, blockquote, pre { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .18em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
mark:focus { outline: none; }
cite { font-style: normal; }
code { font: .86em/1.5 var(--mono); overflow-wrap: anywhere; }
.note, .about, .totals, .tag, .lead, .method, .meta, nav, table.plan, dl, .label, .warning, .windowed, .left-out, .panel-head, .only, #coverage, .resolution, .back, .cites, #card .card-source, #card .card-place { font-family: var(--sans); font-variant-numeric: tabular-nums lining-nums; }
.soft, .lead, .about { color: var(--soft); }

header.top { border-bottom: 1px solid var(--line); padding-bottom: 1.75rem; margin-bottom: 2.75rem; }
.brand { display: flex; align-items: center; gap: .7rem; font: 500 .82rem/1.2 var(--sans); color: var(--soft); letter-spacing: .02em; }
.seal { display: inline-grid; place-items: center; width: 1.9rem; height: 1.9rem; border-radius: .3rem; background: var(--seal); color: #fff8ee; font: 600 1.15rem/1 'Songti SC', 'Source Han Serif SC', 'Noto Serif CJK SC', SimSun, serif; box-shadow: inset 0 0 0 1.5px rgb(255 248 238 / .35); }
h1 { font-size: clamp(1.5rem, 1.1rem + 1.8vw, 2.2rem); font-weight: 600; line-height: 1.22; letter-spacing: -.01em; margin: 1.4rem 0 .9rem; text-wrap: balance; }
:lang(zh) > h1, h1:lang(zh) { letter-spacing: 0; line-height: 1.38; }
.asked { font-size: 1.12rem; color: var(--soft); margin-bottom: .9rem; }
.method { font-size: .88rem; color: var(--ink); max-width: 44rem; }
.meta { font-size: .8rem; color: var(--soft); margin-top: .35rem; }
.totals { margin-top: 1.5rem; font-size: .84rem; }
.totals svg { display: block; width: 100%; max-width: 36rem; height: .4rem; border-radius: .2rem; background: var(--sunken); }
.totals ul { display: flex; flex-wrap: wrap; gap: .25rem 1.2rem; margin-top: .65rem; }
rect.supported { fill: var(--supported); } rect.partly { fill: var(--partly); } rect.conflicting { fill: var(--conflicting); } rect.unsupported { fill: var(--unsupported); }
li.supported, .claim.supported .verdict, tr.answered .state { color: var(--supported); }
li.partly, .claim.partly .verdict, tr.partly .state { color: var(--partly); }
li.conflicting, .claim.conflicting .verdict { color: var(--conflicting); }
li.unsupported, .claim.unsupported .verdict, tr.unanswered .state, .lacking .state, .missing .mark { color: var(--unsupported); }
.held .state { color: var(--supported); }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin-top: 1.2rem; font-size: .84rem; }
.only { display: none; margin-top: 1.1rem; font-size: .84rem; align-items: center; gap: .5rem; color: var(--soft); cursor: pointer; }
@supports selector(body:has(input)) { .only { display: inline-flex; } }
body:has(#only:checked) .claim.supported { display: none; }

h2 { font-size: 1.32rem; font-weight: 600; line-height: 1.35; margin: 0 0 1rem; text-wrap: balance; }
h3 { font-size: 1.04rem; font-weight: 600; line-height: 1.45; }
section { margin-bottom: 3.5rem; }
section > h2 + .lead { margin: -.5rem 0 1.25rem; font-size: .86rem; max-width: 42rem; }
.tag { display: inline-block; font-size: .72rem; line-height: 1.4; padding: .05rem .42rem; border-radius: .25rem; background: var(--sunken); color: var(--soft); font-weight: 400; white-space: nowrap; }
.tag.inferred { color: var(--conflicting); font-weight: 600; }

.section-state { font: .82rem/1.5 var(--sans); color: var(--soft); margin: -.65rem 0 1rem; }
.claim { display: grid; grid-template-columns: minmax(0, 1fr) 15.5rem; gap: 0 2.75rem; padding: .8rem 0 .8rem 1.15rem; border-left: 2px solid transparent; position: relative; }
.claim + .claim { margin-top: .35rem; }
.claim.partly { border-left-color: var(--partly); }
.claim.conflicting { border-left-color: var(--conflicting); }
.claim.unsupported { border-left-color: var(--unsupported); }
.claim:target { background: var(--sunken); }
.verse { position: absolute; left: -1.9rem; width: 1.6rem; text-align: right; top: 1.05rem; font: .68rem/1.6 var(--sans); color: var(--soft); text-decoration: none; opacity: .75; }
.sentence { font-size: 1.06rem; hanging-punctuation: first allow-end last; }
.claim s { text-decoration: line-through; text-decoration-color: var(--unsupported); text-decoration-thickness: 1px; color: var(--soft); }
.fault { text-decoration: underline wavy var(--unsupported) 1.5px; text-underline-offset: .25em; text-decoration-skip-ink: none; color: var(--ink); }
.claim.partly .fault { text-decoration-color: var(--partly); } .claim.conflicting .fault { text-decoration-color: var(--conflicting); }
s .fault { display: inline-block; }
.cites { margin-left: .2em; white-space: nowrap; } .cites::before { content: '\\2060'; }
.cite { font: 600 .74rem/1 var(--sans); text-decoration: none; padding: .16em .14em; border-radius: .25em; vertical-align: .22em; font-variant-numeric: tabular-nums lining-nums; }
.cite:hover, .cite:focus-visible { background: var(--mark); color: var(--mark-ink); }
.cite.place { font-weight: 400; font-size: inherit; vertical-align: baseline; text-decoration: underline; padding: 0; }
.opposed { margin-top: .6rem; padding-left: .9rem; border-left: 2px solid var(--mark-strong); font-size: .95rem; } .opposed q { quotes: '“' '”'; }
.working, .premises { margin-top: .7rem; padding: .6rem .9rem; background: var(--sunken); border-radius: .35rem; font-size: .92rem; }
.label { font-size: .76rem; color: var(--soft); }
.working .label { display: block; margin-bottom: .1rem; }
.formula { font-variant-numeric: lining-nums tabular-nums; }
.formula .value { font-weight: 600; } .formula .sign { color: var(--soft); white-space: pre-wrap; }
.premises li { margin-top: .2rem; padding-left: 1.1em; position: relative; } .premises li::before { content: '·'; position: absolute; left: .3em; }
.note { font-size: .78rem; line-height: 1.5; color: var(--soft); padding-top: .28rem; }
.note .verdict { font-weight: 600; } .note .kind { color: var(--soft); font-weight: 400; } .note .see { display: block; font-weight: 400; }
.mark { font-family: 'Segoe UI Symbol', 'Apple Symbols', 'Noto Sans Symbols2', 'Noto Sans Symbols', 'DejaVu Sans', var(--sans); font-variant-emoji: text; }
.note .reasons, .note .places, .note .named, .note .origin, .note .writer { margin-top: .22rem; }
.note .places cite { color: var(--ink); opacity: .85; }
.note .named li { margin-top: .1rem; overflow-wrap: anywhere; }

.conflict { margin: 0 0 1.75rem; }
.conflict h3 { margin-bottom: .6rem; } .conflict h3 .mark { color: var(--conflicting); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); border: 1px solid var(--line); border-radius: .5rem; background: var(--raised); overflow: hidden; }
.side { padding: 1rem 1.15rem; border-left: 1px solid var(--line); margin-left: -1px; }
.side .value { font-size: 1.5rem; line-height: 1.3; font-variant-numeric: lining-nums; color: var(--conflicting); overflow-wrap: anywhere; }
.side.older .value { text-decoration: line-through; text-decoration-thickness: 1px; color: var(--soft); } .side.newer .value { color: var(--supported); }
.side .sentence { font-size: .96rem; margin: .3rem 0 .5rem; } .side .about { font-size: .78rem; }
.side.newer .tag { color: var(--supported); }
.resolution { font-size: .84rem; color: var(--soft); margin-top: .6rem; } .resolution b { color: var(--ink); font-weight: 600; }

table.plan { width: 100%; border-collapse: collapse; font-size: .86rem; line-height: 1.5; }
table.plan th { text-align: left; font-weight: 500; color: var(--soft); font-size: .76rem; padding: 0 1rem .4rem 0; border-bottom: 1px solid var(--line); }
table.plan td { vertical-align: top; padding: .6rem 1rem .6rem 0; border-bottom: 1px solid var(--line); }
table.plan td:first-child { width: 38%; } td.state { white-space: nowrap; font-weight: 600; }

#coverage { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: 1.4rem 1.6rem; font-size: .9rem; }
#coverage h2 { font-family: var(--serif); margin-bottom: .6rem; } #coverage h3 { font-size: .84rem; margin: .9rem 0 .2rem; }
#coverage ul { margin-top: .5rem; } #coverage li { padding-left: 1.15em; position: relative; margin-top: .25rem; overflow-wrap: anywhere; } #coverage li::before { content: '–'; position: absolute; left: 0; color: var(--soft); }
#coverage .missing li::before { content: none; } #coverage .missing .mark { position: absolute; left: 0; }
#coverage .why { color: var(--soft); display: block; }

.source { padding: 1.3rem 0; border-top: 1px solid var(--line); }
.about { font-size: .8rem; display: flex; flex-wrap: wrap; gap: .1rem .9rem; align-items: baseline; }
.uri { overflow-wrap: anywhere; }
.warning { font-size: .82rem; color: var(--unsupported); margin-top: .4rem; } .warning::before { content: '⚠\\FE0E  '; }
.copies { font: .82rem/1.5 var(--sans); color: var(--soft); margin-top: .5rem; } .copies li { padding-left: 1em; }
.quotes { margin-top: .8rem; }
.quote { margin-top: .75rem; padding-left: 2.6rem; position: relative; }
.quote .number { position: absolute; left: 0; top: .15rem; font: 600 .78rem/1.8 var(--sans); color: var(--link); font-variant-numeric: tabular-nums lining-nums; }
.quote q { quotes: '“' '”'; white-space: pre-line; }
.quote .about { margin-top: .1rem; } .back a { margin-left: .35em; }
mark { background: var(--mark); color: var(--mark-ink); border-radius: .15em; padding: .05em 0; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
mark.current, mark:target { background: var(--mark-strong); box-shadow: 0 0 0 .12em var(--mark-strong); }
.provenance { margin-top: .8rem; font-size: .78rem; } .provenance summary { cursor: pointer; color: var(--soft); font-family: var(--sans); width: fit-content; }
dl > div { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 0 1rem; padding: .22rem 0; } dt { color: var(--soft); } dd { overflow-wrap: anywhere; }
.provenance dl { margin-top: .4rem; } #made dl { font-size: .84rem; }

.document { margin: 0 0 3rem; padding: 1.6rem 1.8rem; background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; }
.document .of { margin-bottom: .8rem; font-family: var(--sans); font-size: .86rem; }
.text { font-size: .96rem; } .text > * + * { margin-top: .75em; }
.text:lang(zh) { line-height: 1.8; }
.text:lang(en) { font-family: 'Iowan Old Style', 'Palatino Linotype', Palatino, Charter, 'Noto Serif', Georgia, 'Songti SC', 'Noto Serif CJK SC', serif; line-height: 1.6; }
.text.lines p { white-space: pre-line; } .text .record { white-space: pre-wrap; }
.text .gap { display: none; }
.doc-title { font-size: 1.3rem; line-height: 1.35; } .doc-heading { font-size: .98rem; line-height: 1.45; } .doc-heading.level-1 { font-size: 1.15rem; } .doc-heading.level-2 { font-size: 1.06rem; }
.text .doc-heading { margin-top: 1.4em; }
.text .list-item { padding-left: 1.2em; position: relative; } .text .list-item + .list-item { margin-top: .25em; } .text .list-item.bullet::before { content: '•'; position: absolute; left: .3em; color: var(--soft); } .text .caption, .text .footnote { font-size: .86rem; color: var(--soft); }
.text blockquote { padding-left: 1rem; border-left: 2px solid var(--line); color: var(--soft); }
.text pre { overflow-x: auto; background: var(--sunken); padding: .7rem .9rem; border-radius: .3rem; white-space: pre; }
.table-scroll { overflow-x: auto; max-width: 100%; }
.text table { border-collapse: collapse; font: .82rem/1.45 var(--sans); font-variant-numeric: tabular-nums lining-nums; }
.text td, .text th { border: 1px solid var(--line); padding: .28rem .6rem; text-align: left; vertical-align: top; } .text th { background: var(--sunken); font-weight: 600; }
div.page-mark { display: flex; align-items: center; gap: .8rem; margin: 1.4em 0 1em; font: .72rem/1.4 var(--sans); color: var(--soft); } div.page-mark::before { content: attr(data-label); } div.page-mark::after { content: ''; flex: 1; border-top: 1px dashed var(--line); }
span.page-mark::before { content: attr(data-label); font: .68rem/1 var(--sans); color: var(--soft); background: var(--sunken); border-radius: .2rem; padding: .1rem .3rem; margin: 0 .25em; }
.left-out, .windowed { font-size: .78rem; color: var(--soft); } p.left-out, tr.left-out td { text-align: center; border-style: dashed; padding: .5rem; } p.left-out { border: 1px dashed var(--line); border-radius: .3rem; }
.windowed { margin-bottom: .8rem; padding: .5rem .8rem; background: var(--sunken); border-radius: .3rem; }
.scripted #documents { display: none; }

#panel { display: none; position: fixed; inset: 0 0 0 auto; width: min(46rem, 48vw); height: 100%; max-height: none; max-width: none; margin: 0; padding: 0; border: 0; border-left: 1px solid var(--line); background: var(--raised); color: var(--ink); box-shadow: var(--shadow); flex-direction: column; z-index: 10; }
#panel[open] { display: flex; }
.panel-head { display: flex; gap: .4rem; align-items: center; padding: .75rem .8rem .75rem 1.4rem; border-bottom: 1px solid var(--line); }
.panel-head .of { flex: 1; min-width: 0; } .panel-head [data-part='title'] { font-weight: 600; font-size: .9rem; line-height: 1.35; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.panel-head [data-part='place'] { font-size: .76rem; color: var(--soft); white-space: pre-wrap; }
button { font: 1rem/1 var(--sans); color: var(--ink); background: none; border: 1px solid var(--line); border-radius: .35rem; width: 2.4rem; height: 2.4rem; cursor: pointer; flex: none; } button:hover:not(:disabled) { background: var(--sunken); } button:disabled { opacity: .35; cursor: default; }
.panel-body { flex: 1; overflow: auto; overscroll-behavior: contain; padding: 1.2rem 1.6rem 4rem; }
.panel-body .document { border: 0; padding: 0; margin: 0; background: none; } .panel-body .of { display: none; }
#panel::backdrop { background: rgb(0 0 0 / .35); }
#card { position: fixed; z-index: 20; max-width: min(25rem, calc(100vw - 1rem)); padding: .85rem 1.05rem; background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; box-shadow: var(--shadow); pointer-events: none; }
#card[hidden] { display: none; }
#card .card-quote { font-size: .92rem; line-height: 1.5; display: -webkit-box; -webkit-line-clamp: 9; -webkit-box-orient: vertical; overflow: hidden; } #card .card-quote::before { content: '“'; } #card .card-quote::after { content: '”'; }
#card .card-source { font-size: .76rem; margin-top: .4rem; font-weight: 600; } #card .card-place { font-size: .74rem; color: var(--soft); }
.colophon { font: .78rem/1.6 var(--sans); color: var(--soft); border-top: 1px solid var(--line); padding-top: 1.2rem; }

@media (min-width: 60rem) {
  html.reading main { max-width: none; margin-right: min(46rem, 48vw); padding-left: 3.2rem; }
  html.reading .claim { grid-template-columns: minmax(0, 1fr); } html.reading .note { padding-top: .4rem; }
}
@media (max-width: 48rem) {
  html { font-size: 16px; }
  main { padding: 1.6rem 1.15rem 3.5rem; }
  header.top { margin-bottom: 2rem; }
  .claim { grid-template-columns: minmax(0, 1fr); padding: .75rem 0 .75rem .85rem; margin-left: -.3rem; }
  .verse { display: none; } .note { padding-top: .4rem; }
  .cite { padding: .45em .3em; margin: -.3em 0; font-size: .82rem; }
  table.plan thead { display: none; } table.plan tr { display: block; padding: .7rem 0; border-bottom: 1px solid var(--line); } table.plan td { display: block; border: 0; padding: .1rem 0; width: auto; } table.plan td:first-child { width: auto; font-size: .95rem; } table.plan td:nth-child(n + 3) { color: var(--soft); }
  table.plan td:nth-child(4)::before { content: attr(data-label) ' · '; }
  dl > div { grid-template-columns: minmax(0, 1fr); padding: .35rem 0; }
  #coverage, .document { padding: 1.1rem 1.15rem; }
  .side { border-left: 0; margin-left: 0; } .side + .side { border-top: 1px solid var(--line); }
}
@media (max-width: 59.99rem) {
  #panel { width: 100%; border-left: 0; inset: auto 0 0 0; height: 88dvh; border-radius: .9rem .9rem 0 0; }
  .panel-head { padding-left: 1.15rem; } .panel-body { padding: 1rem 1.15rem 4rem; }
}
@media (prefers-reduced-motion: no-preference) { #panel[open] { animation: enter .16s ease-out; } @keyframes enter { from { opacity: 0; transform: translateX(1rem); } } }
@media print {
  :root { --paper: #fff; --raised: #fff; --sunken: #f5f5f5; --ink: #000; --soft: #444; --line: #bbb; --link: #000; --mark: #eee; --mark-ink: #000; color-scheme: light; }
  html { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  #panel, #card, #documents, .only, nav, .place, .original { display: none !important; }
  html.reading main { margin-right: 0; }
  .claim, .quote, .conflict, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
  .claim { grid-template-columns: minmax(0, 1fr) 12rem; gap: 0 1.5rem; }
  .seal { background: #fff; color: #000; border: 1.5pt solid #000; } .provenance[open] dl { display: block; }
  @page { margin: 18mm 16mm; }
}
`
