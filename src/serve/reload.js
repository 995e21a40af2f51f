/* Chancery's development server adds this to the pages that it serves. */
(function () {
  "use strict";

  var script = document.currentScript;
  var page = script.dataset.page;
  var styles = script.dataset.styles;
  var place = "chancery:" + location.pathname;
  var source = null;
  var overlay = null;
  /* The element that had the focus before the overlay, and the mistakes for which the overlay was
     closed. */
  var focused = null;
  var closed = "";

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  /* The scroll position. The browser remembers one too, but not across two reloads in a row. Without
     storage, that one has to do. */
  var height = null;
  try {
    height = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
  } catch (error) {}

  function reload() {
    try {
      sessionStorage.setItem(place, height === null ? String(window.scrollY) : height);
      history.scrollRestoration = "manual";
    } catch (error) {}
    location.reload();
  }

  /* A page that is too short for its position may come from a file that is half saved: the next page
     gets the position again, unless the reader has scrolled. */
  function restore() {
    if (height !== null) window.scrollTo(0, Number(height));
    if (height !== null && window.scrollY >= Number(height) - 1) height = null;
    history.scrollRestoration = "auto";
  }

  ["wheel", "touchmove", "keydown", "pointerdown"].forEach(function (moved) {
    addEventListener(moved, function () { height = null; }, { passive: true });
  });

  /* The name of the built-in style sheet contains a hash, those of the archive's own do not. */
  function swap(now) {
    document.querySelectorAll('link[rel~="stylesheet"]').forEach(function (link) {
      var url = new URL(link.href);
      if (url.origin !== location.origin) return;
      if (/^\/assets\/style\.[0-9a-f]+\.css$/.test(url.pathname)) url.pathname = now.style;
      else if (now.styles !== styles) url.search = "?" + now.styles;
      if (url.href === link.href) return;
      var next = link.cloneNode();
      next.href = url.href;
      next.onload = next.onerror = function () { link.remove(); };
      link.after(next);
    });
  }

  function spot(of) {
    var made = element("div", "place");
    var at = element(of.editor ? "a" : "span", "at", of.at);
    if (of.editor) at.href = of.editor;
    made.append(at);
    if (of.line) {
      var line = element("pre");
      line.append(of.line[0], element("mark", "", of.line[1] || "\u00a0"), of.line[2]);
      made.append(line);
    }
    if (of.label) made.append(element("p", "label", of.label));
    return made;
  }

  function mistake(of) {
    var made = element("li", of.severity);
    var line = element("p", "message");
    line.append(element("strong", "", of.severity + (of.rule ? " [" + of.rule + "]" : "")), ": " + of.message);
    made.append(line);
    of.places.forEach(function (place) { made.append(spot(place)); });
    if (of.help) made.append(element("p", "help", "Help: " + of.help));
    return made;
  }

  function hide() {
    if (!overlay) return;
    var had = document.activeElement === overlay;
    overlay.remove();
    overlay = null;
    if (had && focused && focused.focus) focused.focus({ preventScroll: true });
  }

  function show(mistakes, more) {
    var key = JSON.stringify(mistakes);
    if (mistakes.length === 0) closed = "";
    if (mistakes.length === 0 || key === closed) return hide();
    if (overlay) overlay.remove();
    else focused = document.activeElement;
    overlay = element("chancery-mistakes");
    var root = overlay.attachShadow({ mode: "open" });
    var sheet = element("link");
    sheet.rel = "stylesheet";
    sheet.href = "/.chancery/overlay.css";
    var box = element("section");
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-labelledby", "title");
    box.tabIndex = -1;
    var title = element("h2", "", "The archive cannot be built");
    title.id = "title";
    var close = element("button", "", "Close (Esc)");
    close.type = "button";
    var dismiss = function () {
      closed = key;
      hide();
    };
    close.onclick = dismiss;
    box.onkeydown = function (event) {
      if (event.key === "Escape") dismiss();
    };
    var note = element("p", "note", "The page below is the last one without mistakes. This message closes when they are corrected.");
    var list = element("ol");
    mistakes.forEach(function (of) { list.append(mistake(of)); });
    box.append(close, title, note, list);
    if (more > 0) box.append(element("p", "note", "And " + more + " more."));
    root.append(sheet, box);
    document.body.append(overlay);
    box.focus({ preventScroll: true });
  }

  function hear(event) {
    var now = JSON.parse(event.data);
    if (now.page !== null && now.page !== page) return reload();
    if (now.style) {
      swap(now);
      styles = now.styles;
    }
    show(now.mistakes, now.more);
  }

  /* A browser opens few connections to a host: a hidden page closes its own. */
  function connect() {
    if (document.hidden) {
      if (source) source.close();
      source = null;
    } else if (!source) {
      source = new EventSource("/.chancery/events?page=" + location.pathname.replace(/&/g, "%26"));
      source.onmessage = hear;
    }
  }

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && overlay) {
      overlay.shadowRoot.querySelector("button").click();
    }
  });
  document.addEventListener("visibilitychange", connect);
  window.addEventListener("load", restore);
  window.addEventListener("pagehide", function () {
    if (source) source.close();
    source = null;
  });
  window.addEventListener("pageshow", connect);
  connect();
})();
