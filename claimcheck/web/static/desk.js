"use strict";
// Everything works without this script. It adds keys, the lease's heartbeat, live figures, dates in the reader's own time, and scrolling
// to the claim's words. It asks nobody but the desk itself, and makes no markup from anybody's text.
(() => {
  const root = document.documentElement;
  root.classList.add("live");
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const shown = (element) => element.getClientRects().length > 0;
  const token = () => one("input[name=csrf]")?.value ?? "";

  // The claim's words in the article's own pane; on a narrow page the reader goes there only when asked to.
  const toWords = (asked) => {
    const words = one("mark.words");
    const pane = one(".pane");
    if (!words || !pane) return;
    if (pane.scrollHeight > pane.clientHeight + 4) {
      pane.scrollTo({ top: words.offsetTop - pane.offsetTop - pane.clientHeight / 3, behavior: asked && !still ? "smooth" : "instant" });
    } else if (asked) {
      words.scrollIntoView({ block: "center" });
    }
    if (asked) pane.focus({ preventScroll: true });
  };
  toWords(false);

  // Dates in the reader's own time; the server's are in UTC.
  const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  for (const time of all("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.valueOf())) {
      time.title = time.textContent;
      time.textContent = clock.format(at);
    }
  }

  // The lease: a sign of life while somebody is at work, and its end in plain view.
  const lease = one("[data-lease]");
  if (lease) {
    let expires = new Date(lease.dataset.expires);
    let active = Date.now();
    let lost = false;
    for (const kind of ["keydown", "pointerdown", "scroll"]) addEventListener(kind, () => { active = Date.now(); }, { passive: true, capture: true });
    const beat = async () => {
      if (lost || Date.now() - active > 5 * 60000) return;
      try {
        const answer = await fetch(lease.dataset.lease, {
          method: "POST",
          headers: { "X-CSRF-Token": token(), Accept: "application/json" },
          body: new URLSearchParams({ token: lease.dataset.token }),
        });
        if (answer.ok) expires = new Date((await answer.json()).expires);
        else if (answer.status === 409) {
          lost = true;
          tell();
        }
      } catch {
        // The server is away for a moment; the next beat tries again.
      }
    };
    const tell = () => {
      const left = Math.max(0, Math.round((expires - Date.now()) / 60000));
      const ended = lost || expires <= Date.now();
      lease.classList.toggle("short", ended || left < 3);
      if (ended) {
        lease.setAttribute("role", "alert");
        lease.textContent = "Your lease has ended. What you typed stays here; saving it will tell you how to go on.";
      } else one(".left", lease).textContent = `${left} min`;
    };
    setInterval(beat, 60000);
    setInterval(tell, 10000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
  }

  // Live figures, while the page is looked at: a browser keeps only a few connections to one server, and a hidden tab needs none.
  const live = one("[data-live]");
  if (live && "EventSource" in window) {
    let stream = null;
    const tell = (event) => {
      const counts = JSON.parse(event.data);
      const figures = { waiting: (counts.open ?? 0) + (counts.decided ?? 0), conflicted: counts.conflicted ?? 0 };
      for (const place of all("[data-count]")) place.textContent = figures[place.dataset.count] || "";
      live.textContent = `live: ${figures.waiting} waiting, ${counts.leased ?? 0} in hand`;
    };
    const watch = () => {
      stream?.close();
      stream = document.hidden ? null : new EventSource(live.dataset.live);
      stream?.addEventListener("counts", tell);
    };
    watch();
    document.addEventListener("visibilitychange", watch);
    addEventListener("pagehide", () => stream?.close());
    addEventListener("pageshow", (event) => { if (event.persisted) watch(); });
  }

  // What was typed is not lost by a slip.
  const form = one("form#decide");
  if (form) {
    let sent = false;
    const typed = () => all("textarea, input:not([type=hidden])", form).some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
    form.addEventListener("submit", () => { sent = true; });
    addEventListener("beforeunload", (event) => { if (!sent && one("#note", form)?.value !== one("#note", form)?.defaultValue && typed()) event.preventDefault(); });
  }

  // Buttons that ask first, open something, or take selected words.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a");
    if (!button) return;
    if (button.dataset.asks && !confirm(button.dataset.asks)) event.preventDefault();
    if (button.dataset.opens) document.getElementById(button.dataset.opens).showModal();
    if (button.dataset.selects) {
      const words = String(getSelection()).trim();
      if (words) document.getElementById(button.dataset.selects).value = words;
    }
    if (button.matches("a[href='#words']")) {
      event.preventDefault();
      toWords(true);
    }
  });

  // Keys.
  let lit = -1;
  const step = (by) => {
    const places = all("[data-step], .row").filter(shown);
    if (!places.length) return;
    lit = Math.max(0, Math.min(places.length - 1, lit + by));
    places.forEach((place, number) => place.classList.toggle("lit", number === lit));
    places[lit].scrollIntoView({ block: "nearest" });
    const link = places[lit].matches(".row") ? one(".text a", places[lit]) : places[lit];
    link?.focus({ preventScroll: true });
  };
  const press = (element) => {
    if (element.matches("input[type=radio]")) {
      element.checked = true;
      element.dispatchEvent(new Event("change", { bubbles: true }));
      element.focus({ preventScroll: true });
    } else if (element.matches("input, textarea")) element.focus();
    else if (element.matches("details")) {
      element.open = !element.open;
      if (element.open) {
        element.scrollIntoView({ block: "nearest" });
        one("input:not([type=hidden]), textarea, select", element)?.focus();
      }
    } else element.click();
  };
  const writing = (target) => target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])");
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.key === "Enter" && form && (event.ctrlKey || event.metaKey) && form.contains(target)) {
      event.preventDefault();
      form.requestSubmit(one("button.main", form));
      return;
    }
    if (root.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (writing(target)) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (one("dialog[open]")) return;
    if (event.key === "Enter" && form && !target.closest("a, button, summary")) {
      event.preventDefault();
      form.requestSubmit(one("button.main", form));
      return;
    }
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      step(event.key === "j" ? 1 : -1);
      return;
    }
    const wanted = all(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`).find(shown);
    if (wanted && !(event.repeat)) {
      event.preventDefault();
      press(wanted);
    }
  });
})();
