// What every page needs of search: the keys that open it, and when a link is looked at for so long
// that a preview of what it leads to is wanted. The rest is loaded then.
(() => {
  'use strict';
  const own = document.currentScript;
  const { client, style } = own.dataset;
  let loading;
  const load = () => (loading ??= new Promise((done, failed) => {
    if (globalThis.chancery) return done();
    const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style });
    if (!document.querySelector(`link[href="${style}"]`)) document.head.append(sheet);
    const script = Object.assign(document.createElement('script'), { src: client, onload: done, onerror: failed });
    document.head.append(script);
  }));
  const search = () => load().then(() => chancery.palette()).catch(() => { location.href = own.dataset.page; });
  addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    const slash = event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!slash && !((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k')) return;
    event.preventDefault();
    search();
  });
  if (!matchMedia('(hover: hover)').matches) return;
  let waiting;
  const look = (event) => {
    const link = event.target.closest?.('main a[href]');
    clearTimeout(waiting);
    if (!link || link.closest('.results')) return;
    waiting = setTimeout(() => load().then(() => chancery.preview(link), () => {}), 400);
  };
  addEventListener('mouseover', look);
  addEventListener('focusin', look);
  addEventListener('mouseout', () => clearTimeout(waiting));
})();
