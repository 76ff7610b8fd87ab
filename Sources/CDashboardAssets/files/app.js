const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const isShown = (element) => element.getClientRects().length > 0;

// Filters send themselves, but not at each arrow key.
let usesKeys = false;
addEventListener('keydown', () => { usesKeys = true; }, true);
addEventListener('pointerdown', () => { usesKeys = false; }, true);
for (const form of all('form[data-filters]')) {
  form.addEventListener('change', (event) => {
    if (event.target.matches('select') && !usesKeys) form.requestSubmit();
  });
  form.addEventListener('submit', () => {
    for (const field of form.elements) if (field.name && field.value === '') field.disabled = true;
  });
}
addEventListener('pageshow', () => {
  for (const field of all('form[data-filters] :disabled')) field.disabled = false;
});

// A menu closes when the focus or a click goes elsewhere.
const menus = () => all('details.menu[open], details.burger[open]');
for (const kind of ['click', 'focusin']) {
  addEventListener(kind, (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
}

// Before the session ends it can be kept.
const stay = document.getElementById('stay');
const warn = () => {
  stay.hidden = true;
  setTimeout(() => { stay.hidden = false; }, stay.dataset.after);
};
if (stay) warn();
stay?.querySelector('button').addEventListener('click', async () => {
  const fresh = parse(await (await fetch('/keys')).text()).getElementById('stay');
  if (!fresh) return location.reload();
  stay.dataset.after = fresh.dataset.after;
  warn();
});

// Without a clipboard a copy button selects the text.
for (const button of all('[data-copy]')) {
  button.hidden = false;
  const word = button.firstChild;
  const words = word.data;
  const field = button.parentElement.querySelector('textarea');
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy || field.value);
      word.data = 'Copied';
      setTimeout(() => { word.data = words; }, 2000);
    } catch {
      if (field) field.select();
      else if (button.previousElementSibling) getSelection().selectAllChildren(button.previousElementSibling);
    }
  });
}

// Buttons that insert a text, and what is left of a limit.
for (const button of all('[data-insert]')) {
  const field = button.closest('.field').querySelector('input');
  button.hidden = false;
  button.addEventListener('click', () => {
    field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, 'end');
    field.focus();
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
for (const field of all('[data-limit]')) {
  const counter = field.parentElement.querySelector('[data-counter]');
  const count = () => {
    const used = [...field.value].length;
    counter.textContent = `${used} of ${field.dataset.limit} characters`;
    counter.classList.toggle('error', used > Number(field.dataset.limit));
  };
  counter.hidden = false;
  field.addEventListener('input', count);
  count();
}

// A secret made here goes into the field and the clipboard only.
for (const button of all('[data-make]')) {
  const field = button.closest('.field').querySelector('input');
  const word = button.firstChild;
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    field.value = button.dataset.make + btoa(String.fromCharCode(...bytes));
    await navigator.clipboard.writeText(field.value).then(
      () => { word.data = 'Made and copied'; },
      () => { field.type = 'text'; field.select(); },
    );
  });
}

// A choice on which others depend loads the form again.
for (const part of all('[data-reload]')) {
  part.addEventListener('change', () => {
    if (!usesKeys) part.form.requestSubmit(part.form.querySelector('button[value="preview"]'));
  });
}

// The slider fills its field and sends the form when it is let go.
for (const slider of all('[data-slider]')) {
  const field = slider.form.elements[slider.dataset.slider];
  slider.hidden = false;
  slider.addEventListener('input', () => {
    field.value = `#${slider.value}`;
    slider.ariaValueText = field.value;
  });
  slider.addEventListener('change', () => { if (!usesKeys) slider.form.requestSubmit(); });
}

// A preview of the form as it stands. Secrets and the token against forgery stay here.
const policy = globalThis.trustedTypes?.createPolicy('dashboard', { createHTML: (text) => text });
const parse = (text) => new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, 'text/html');
for (const form of all('form[data-preview]')) {
  let timer = 0;
  let asked = null;
  const preview = async () => {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const query = new URLSearchParams({ fragment: 'preview' });
    for (const [name, value] of new FormData(form)) {
      if (name !== 'csrf' && form.elements[name].type !== 'password') query.append(name, value);
    }
    try {
      const answer = await fetch(`${location.pathname}?${query}`, { signal, redirect: 'error', cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      for (const now of all('[data-swap]', parse(await answer.text()))) {
        const old = document.getElementById(now.id);
        if (!old || signal.aborted) continue;
        old.className = now.className;
        if (old.innerHTML !== now.innerHTML) old.replaceChildren(...document.adoptNode(now).childNodes);
      }
    } catch {
      const counts = document.getElementById('preview-counts');
      if (!signal.aborted && counts) counts.textContent = 'The preview is not up to date: the server did not answer.';
    }
  };
  form.addEventListener('input', (event) => {
    if (event.target.type === 'password') return;
    clearTimeout(timer);
    timer = setTimeout(preview, 150);
  });
}

// Shortcuts: a link names its keys in data-shortcut, "p" or "g s".
let before = '';
let beforeTimer = 0;
const follow = (link) => { if (link) link.click(); return Boolean(link); };
const moveRow = (step) => {
  const rows = all('[data-v]').filter(isShown);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  if (!row) return false;
  const link = row.querySelector('a[data-open], a');
  if (!link) row.tabIndex = -1;
  (link || row).focus();
  return true;
};
const press = (key) => {
  const keys = before ? `${before} ${key}` : key;
  const link = all('a[data-shortcut]').find((one) => one.dataset.shortcut === keys);
  clearTimeout(beforeTimer);
  if (!before && all('a[data-shortcut]').some((one) => one.dataset.shortcut.startsWith(`${key} `))) {
    before = key;
    beforeTimer = setTimeout(() => { before = ''; }, 1500);
    return true;
  }
  const isSingle = !before;
  before = '';
  if (link) return follow(link);
  if (!isSingle) return false;
  switch (key) {
    case 'l': return live && live();
    case '/': {
      const field = document.querySelector('[data-search]');
      if (!field) return false;
      const folded = field.closest('details');
      if (folded && !isShown(field)) folded.open = true;
      field.focus();
      field.select();
      return true;
    }
    case 'j': return moveRow(1);
    case 'k': return moveRow(-1);
    case '[': return follow(document.querySelector('a[rel="prev"]'));
    case ']': return follow(document.querySelector('a[rel="next"]'));
    default: return false;
  }
};
addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const isField = event.target.matches?.('input, select, textarea, [contenteditable]');
  if (event.key === 'Escape') {
    const menu = menus().at(-1);
    if (menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
    } else if (isField) event.target.blur();
    return;
  }
  if (isField || root.dataset.shortcuts === 'off' || event.key.length !== 1) return;
  if (press(event.key)) event.preventDefault();
});

// A row with the focus or the pointer waits for its change.
const startLive = () => {
  const tags = new Map();
  const held = new Map();
  let position = root.dataset.live;
  let stream = null;
  let poll = 0;
  let retry = 0;
  let isPaused = false;
  let isBusy = false;
  let isBehind = false;
  let since = '';
  let drift = 0;

  const state = document.querySelector('[data-live-state]');
  const say = (sign, word) => {
    if (!state) return;
    state.dataset.sign = state.children[0].textContent = sign;
    state.children[1].textContent = word;
  };
  const isLate = () => { since ||= new Date().toISOString().slice(11, 19); };
  const isHeld = (element) => element.matches(':hover') || element.contains(document.activeElement)
    || element.querySelector('details[open], input:checked') !== null;
  const put = (old, fresh) => {
    if (fresh.dataset.v) fresh.classList.add('flash');
    old.replaceWith(document.adoptNode(fresh));
  };
  const change = (old, act) => {
    old.toggleAttribute('data-held', isHeld(old));
    if (isHeld(old)) held.set(old, act);
    else {
      held.delete(old);
      if (old.isConnected) act();
    }
  };
  // What is looked at stays where it is.
  const steady = (act) => {
    const top = (row) => row.getBoundingClientRect().top;
    const seen = all('[data-v]').filter((row) => top(row) < innerHeight && top(row) > -row.offsetHeight);
    const find = (state) => seen.find((row) => row.matches(state));
    const row = find(':hover') || find(':focus-within') || (scrollY && seen[0]);
    const was = row && top(row) - drift;
    act();
    const now = row && document.getElementById(row.id);
    if (!now) return;
    scrollBy(0, top(now) - was);
    drift = top(now) - was;
  };
  const letGo = () => {
    if (held.size) steady(() => { for (const [old, act] of held) if (!isHeld(old)) change(old, act); });
  };
  addEventListener('pointermove', letGo, { passive: true });
  addEventListener('focusin', letGo);

  const offer = (region, words) => {
    let button = region.querySelector(':scope > [data-offer]');
    if (!words) return button?.remove();
    if (!button) {
      button = document.createElement('button');
      button.dataset.offer = '';
      button.addEventListener('click', () => location.reload());
      region.append(button);
    }
    button.textContent = `${words}: show`;
  };
  const merge = (region, fresh) => {
    const rows = new Map(all('[data-v]', fresh).map((row) => [row.id, row]));
    const old = all('[data-v]', region);
    if (!old.length) {
      const parts = [...fresh.childNodes].map((node) => document.adoptNode(node));
      change(region, () => region.replaceChildren(...parts));
      return;
    }
    let came = rows.size;
    let gone = 0;
    for (const row of old) {
      const now = rows.get(row.id);
      if (now) {
        came -= 1;
        if (now.dataset.v !== row.dataset.v) change(row, () => put(row, now));
      } else gone += 1;
    }
    for (const part of all('[data-part]', region)) {
      const now = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (now && !now.isEqualNode(part)) change(part, () => put(part, now));
    }
    offer(region, came ? `${came} new` : gone && `${gone} gone`);
  };
  const fetchRegion = async (region) => {
    const url = new URL(region.dataset.live || location.href, location.href);
    url.searchParams.set('fragment', region.id);
    const headers = tags.has(region.id) ? { 'If-None-Match': tags.get(region.id) } : {};
    const answer = await fetch(url, { headers, redirect: 'manual', cache: 'no-store' });
    if (answer.status === 304) return;
    // The session is over.
    if (answer.type === 'opaqueredirect') return end();
    if (!answer.ok) throw new Error(String(answer.status));
    const page = parse(await answer.text());
    if (answer.headers.get('ETag')) tags.set(region.id, answer.headers.get('ETag'));
    steady(() => merge(region, page.getElementById(region.id) || page.body));
  };
  const end = () => {
    close();
    say('○', 'Not live');
  };
  const refresh = async () => {
    if (isBusy) { isBehind = true; return; }
    isBusy = true;
    let isWhole = true;
    for (const region of all('body [data-live]')) await fetchRegion(region).catch(() => { isWhole = false; });
    if (isWhole) since = '';
    else isLate();
    if (!isPaused && (stream || poll)) say(...isWhole ? ['●', 'Live'] : ['▲', `Not updated since ${since} UTC`]);
    isBusy = false;
    if (isBehind) { isBehind = false; setTimeout(refresh, 250); }
  };
  const close = () => {
    stream?.close();
    stream = null;
    clearInterval(poll);
    clearTimeout(retry);
    poll = 0;
  };
  const open = () => {
    close();
    if (isPaused || document.hidden) return;
    stream = new EventSource(`/live?since=${encodeURIComponent(position)}`);
    stream.addEventListener('open', () => {
      say('●', 'Live');
      if (since) refresh();
    });
    stream.addEventListener('change', (event) => {
      position = String(JSON.parse(event.data).position);
      refresh();
    });
    stream.addEventListener('bye', (event) => {
      isLate();
      end();
      if (JSON.parse(event.data).reason === 'signed-out') return;
      say('○', 'Reconnecting…');
      retry = setTimeout(open, 5000);
    });
    stream.addEventListener('error', () => {
      isLate();
      say('○', 'Reconnecting…');
      if (stream?.readyState !== EventSource.CLOSED) return;
      close();
      poll = setInterval(refresh, 15000);
      retry = setTimeout(open, 60000);
      refresh();
    });
  };
  document.addEventListener('visibilitychange', open);
  addEventListener('pagehide', close);
  addEventListener('pageshow', (event) => { if (event.persisted) open(); });
  open();
  const toggle = () => {
    isPaused = !isPaused;
    open();
    if (isPaused) say('‖', 'Paused');
    return true;
  };
  if (state) {
    state.disabled = false;
    state.title = 'Pause, or go on';
    state.addEventListener('click', toggle);
  }
  return toggle;
};
const live = 'live' in root.dataset && startLive();
