// @ts-check
// Previews: a link within the site shows the title, the facts and the summary of what it leads to.

class Previews {
  /** How far a preview stays from the edges of the window, in pixels. */
  static MARGIN = 8;
  /** How long the pointer may be away, in milliseconds, on its way from the link to the preview. */
  static GRACE = 250;

  /** @param {Client} client */
  constructor(client) {
    this.client = client;
    /** @type {HTMLElement | null} */
    this.box = null;
    /** The link that is previewed. @type {HTMLAnchorElement | null} */
    this.link = null;
    this.listen();
  }

  /**
   * Previews a link, if it leads to another page of the site, and is still looked at when that is known.
   * @param {HTMLAnchorElement} link
   */
  async show(link) {
    const { search, root } = this.client;
    const home = new URL(root || '.', location.href).href;
    const [target] = link.href.split('#');
    if (!target.startsWith(home) || target === location.href.split('#')[0]) return;
    let record;
    let messages;
    let summary;
    try {
      record = await search.recordAt(target.slice(home.length));
      const isLookedAt = link.matches(':hover') || link === document.activeElement;
      if (!record || !isLookedAt) return;
      [{ m: messages }, { summary = '' }] = await Promise.all([search.start(), search.text(record.number)]);
    } catch {
      // A link works without its preview.
      return;
    }
    this.hide();
    const language = languageOf(record);
    this.box = makeElement(
      'div',
      { class: 'preview', id: 'preview_', role: 'tooltip' },
      makeElement('strong', language, record.title),
      makeElement('p', {}, ...describeRecord(record, messages)),
      makeElement('p', language, summary),
    );
    document.body.append(this.box);
    this.placeBelow(this.box, link);
    this.link = link;
    link.setAttribute('aria-describedby', this.box.id);
  }

  /** Hides the preview, if there is one. */
  hide() {
    this.box?.remove();
    this.link?.removeAttribute('aria-describedby');
    this.box = null;
    this.link = null;
  }

  /**
   * Places the preview below its link, within the window.
   * @param {HTMLElement} box
   * @param {HTMLElement} link
   */
  placeBelow(box, link) {
    const { left, bottom } = link.getBoundingClientRect();
    const rightmost = document.documentElement.clientWidth - box.offsetWidth - Previews.MARGIN;
    box.style.left = `${Math.max(Previews.MARGIN, Math.min(left, rightmost)) + scrollX}px`;
    box.style.top = `${bottom + scrollY}px`;
  }

  /**
   * Lets the preview stay while the pointer is on it or on its link, or on the way between them, and
   * go with Escape (WCAG 2.2, 1.4.13).
   */
  listen() {
    /** @type {number | undefined} */
    let leaving;
    addEventListener('mouseover', ({ target }) => {
      clearTimeout(leaving);
      if (!this.link || this.link === document.activeElement) return;
      const isOn = target instanceof Node && (this.link.contains(target) || this.box?.contains(target));
      if (!isOn) leaving = setTimeout(() => this.hide(), Previews.GRACE);
    });
    addEventListener('focusin', ({ target }) => {
      if (this.link && target !== this.link) this.hide();
    });
    addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.hide();
    });
  }
}
