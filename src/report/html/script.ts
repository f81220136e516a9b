/**
 * What the page does when scripts may run; without them every citation is a link to its mark. It makes no
 * request, keeps nothing and writes no markup: documents are moved into the panel, text goes in as text.
 */
export const script = `(() => {
'use strict';
const panel = document.getElementById('panel');
const card = document.getElementById('card');
if (!panel || !card) return;
document.documentElement.classList.add('scripted');
const body = panel.querySelector('.panel-body');
const part = (name) => panel.querySelector('[data-part="' + name + '"]');
const wide = matchMedia('(min-width: 60rem)');
let home = null, shown = null, current = 0, opener = null;

function putBack() {
  if (shown && home) home.replaceWith(shown);
  shown = home = null;
}
function open(number, from) {
  const mark = document.getElementById('q' + number);
  const source = mark && mark.closest('.document');
  if (!source) return false;
  if (source !== shown) {
    putBack();
    home = document.createComment('');
    source.replaceWith(home);
    shown = source;
    body.replaceChildren(source);
  }
  if (from && !panel.contains(from)) opener = from;
  current = number;
  for (const old of document.querySelectorAll('mark.current')) old.classList.remove('current');
  for (const piece of shown.querySelectorAll('mark[data-quote="' + number + '"]')) piece.classList.add('current');
  const quotes = shown.dataset.quotes.split(' ');
  const entry = document.querySelector('li.quote[value="' + number + '"]');
  part('title').textContent = shown.dataset.title;
  part('place').textContent = '[' + number + ']' + (entry && entry.dataset.place ? '  ' + entry.dataset.place : '');
  part('previous').disabled = quotes.indexOf(String(number)) <= 0;
  part('next').disabled = quotes.indexOf(String(number)) >= quotes.length - 1;
  hideCard();
  const before = opener && opener.getBoundingClientRect().top;
  if (!panel.open) { if (wide.matches) panel.show(); else panel.showModal(); }
  document.documentElement.classList.add('reading');
  // The page made room and its lines broke anew: the sentence that was being read stays where it was.
  if (opener) scrollBy({ top: opener.getBoundingClientRect().top - before, behavior: 'instant' });
  mark.scrollIntoView({ block: 'center', inline: 'nearest' });
  mark.focus({ preventScroll: true });
  return true;
}
function step(by) {
  const quotes = shown.dataset.quotes.split(' ');
  const number = quotes[quotes.indexOf(String(current)) + by];
  if (number) open(Number(number), null);
}
function close() {
  if (!panel.open) return;
  panel.close();
}
panel.addEventListener('close', () => {
  putBack();
  const back = opener && opener.isConnected ? opener : null;
  const before = back && back.getBoundingClientRect().top;
  document.documentElement.classList.remove('reading');
  if (back) {
    scrollBy({ top: back.getBoundingClientRect().top - before, behavior: 'instant' });
    back.focus({ preventScroll: true });
  }
  opener = null;
});
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-part]');
  if (button && button.dataset.part === 'close') return close();
  if (button && button.dataset.part === 'previous') return step(-1);
  if (button && button.dataset.part === 'next') return step(1);
  const link = event.target.closest('a[data-open]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (open(Number(link.dataset.open), link)) event.preventDefault();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  hideCard();
  if (panel.open) { event.preventDefault(); close(); }
});

function showCard(link) {
  const quote = document.getElementById('quote-' + link.dataset.open);
  if (!quote || panel.contains(link)) return;
  const entry = quote.closest('li');
  card.replaceChildren();
  const add = (name, text) => {
    if (!text) return;
    const line = document.createElement('p');
    line.className = name;
    line.dir = 'auto';
    line.textContent = text;
    card.append(line);
  };
  add('card-quote', quote.textContent);
  add('card-source', entry.dataset.source);
  add('card-place', entry.dataset.place);
  card.hidden = false;
  const at = link.getBoundingClientRect(), size = card.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left - 16, document.documentElement.clientWidth - size.width - 8));
  const below = at.bottom + 8, above = at.top - size.height - 8;
  card.style.left = left + 'px';
  card.style.top = (below + size.height > innerHeight && above > 0 ? above : below) + 'px';
}
function hideCard() { card.hidden = true; }
const hovering = matchMedia('(hover: hover)');
document.addEventListener('mouseover', (event) => {
  const link = hovering.matches && event.target.closest('a.cite[data-open]:not(.place)');
  if (link) showCard(link); else if (!event.target.closest('#card')) hideCard();
});
document.addEventListener('focusin', (event) => {
  const link = event.target.closest('a.cite[data-open]:not(.place)');
  if (link && link.matches(':focus-visible')) showCard(link); else hideCard();
});
addEventListener('scroll', hideCard, { passive: true });
addEventListener('beforeprint', hideCard);

function follow() {
  const found = /^#q(\\d+)$/.exec(location.hash);
  if (found) open(Number(found[1]), null);
}
addEventListener('hashchange', follow);
follow();
})();`
