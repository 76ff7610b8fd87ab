"""Questions to a page; each is a function that the browser calls, and gives a list of problems."""

from __future__ import annotations

# What the other probes share; the page has it as `probe`.
SHARED = r"""() => {
  const controls = 'a[href], button, input:not([type=hidden]), select, textarea, summary, '
    + '[tabindex]';
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true })
    && element.getClientRects().length > 0;
  // Cut to nothing, as what only screen readers should find.
  const isHiddenForEyes = (element) => {
    for (let up = element; up && up !== document.body; up = up.parentElement) {
      const box = up.getBoundingClientRect();
      const isTiny = box.width <= 2 || box.height <= 2;
      if (isTiny && getComputedStyle(up).overflow !== 'visible') return true;
    }
    return false;
  };
  const name = (element) => {
    const text = element.getAttribute('aria-label') || element.innerText || element.name || '';
    const id = element.id ? `#${element.id}` : '';
    return `<${element.localName}${id}> ${JSON.stringify(text.trim().slice(0, 40))}`;
  };
  const all = () => [...document.querySelectorAll(controls)].filter((one) => isShown(one)
    && !one.disabled && one.tabIndex >= 0);
  globalThis.probe = { isShown, isHiddenForEyes, name, all };
}"""

# Nothing is wider than the page, and no text is cut off at an edge.
FITS = r"""() => {
  const width = document.documentElement.clientWidth;
  const problems = [];
  const whole = document.scrollingElement.scrollWidth;
  if (whole > width) problems.push(`the page is ${whole} px wide`);
  const clip = (element) => {
    for (let up = element; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.overflowX === 'auto' || style.overflowX === 'scroll') return null;
      if (style.overflowX !== 'visible') return style.textOverflow === 'ellipsis' ? null : up;
    }
    return document.documentElement;
  };
  for (const element of document.body.querySelectorAll('*')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!hasText && !element.matches('input, select, textarea, button, img, svg')) continue;
    if (!probe.isShown(element) || probe.isHiddenForEyes(element)) continue;
    const edge = clip(element);
    if (!edge) continue;
    const isPage = edge === document.documentElement;
    const outer = isPage ? { left: 0, right: width } : edge.getBoundingClientRect();
    for (const box of element.getClientRects()) {
      if (box.right > outer.right + 1 || box.left < outer.left - 1) {
        const places = [box.left, box.right, outer.left, outer.right].map(Math.round);
        const [own, around] = [places.slice(0, 2), places.slice(2)];
        problems.push(`${probe.name(element)} stands at ${own} in ${around}`);
        break;
      }
    }
  }
  return problems;
}"""

# Whatever is clicked is large enough; links in a sentence may be as high as its lines (WCAG 2.5.8).
TARGETS = r"""(least) => {
  const inSentence = (element) => {
    if (element.localName !== 'a' || getComputedStyle(element).display !== 'inline') return false;
    const block = element.closest('p, li, td, th, dd, dt, div');
    return Boolean(block) && [...block.childNodes].some((node) => node !== element
      && (node.nodeType === 3 || !node.contains?.(element)) && /\p{L}{2,}/u.test(node.textContent));
  };
  const shown = probe.all().filter((one) => !one.matches('main, [tabindex]:not(a, button, input)'));
  return shown.flatMap((one) => {
    if (inSentence(one) || probe.isHiddenForEyes(one)) return [];
    const labels = one.matches('[type=checkbox], [type=radio]') ? [...one.labels] : [];
    const boxes = [one, ...labels].map((each) => each.getBoundingClientRect());
    const width = Math.max(...boxes.map((box) => box.width));
    const height = Math.max(...boxes.map((box) => box.height));
    return width >= least - 0.5 && height >= least - 0.5 ? []
      : [`${probe.name(one)} is ${width.toFixed(1)} by ${height.toFixed(1)} px`];
  });
}"""

# Remembers what Tab should reach, in order; gives how many, and where the focus is already.
TAB_ORDER = r"""() => {
  const groups = new Set();
  probe.order = probe.all().filter((one) => {
    if (one.type !== 'radio') return true;
    const group = document.querySelectorAll(`input[type=radio][name="${CSS.escape(one.name)}"]`);
    const checked = [...group].find((each) => each.checked);
    if (checked) return checked === one;
    return !groups.has(one.name) && groups.add(one.name);
  });
  const focused = document.activeElement;
  const isBefore = (one) => one === focused
    || one.compareDocumentPosition(focused) === Node.DOCUMENT_POSITION_FOLLOWING;
  const hasFocus = focused && focused !== document.body;
  return { count: probe.order.length, at: hasFocus ? probe.order.findLastIndex(isBefore) : -1 };
}"""

FOCUS_AT = "(index) => probe.order[index].focus()"

# Whether the focus is where Tab should have brought it, can be seen, and is not covered.
FOCUS = r"""(index) => {
  const wanted = probe.order[index];
  const element = document.activeElement;
  if (element !== wanted) {
    return [`Tab ${index + 1} leads to ${probe.name(element)}, not to ${probe.name(wanted)}`];
  }
  const problems = [];
  const style = getComputedStyle(element);
  const colour = style.outlineColor.match(/[\d.]+/g)?.map(Number) ?? [];
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2 || colour[3] === 0) {
    problems.push(`the focus on ${probe.name(element)} cannot be seen`);
  }
  const box = element.getClientRects()[0];
  const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
  // What lies over a corner and can be seen through hides nothing.
  const hides = (top, isMiddle) => {
    for (let up = top; up && !up.contains(element); up = up.parentElement) {
      const seen = getComputedStyle(up);
      const isClear = /^rgba\(.*, 0\)$/.test(seen.backgroundColor);
      if (isMiddle || !isClear || seen.backgroundImage !== 'none') return true;
    }
    return false;
  };
  const isIn = box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
  if (!isIn) problems.push(`${probe.name(element)} has the focus outside of the window`);
  for (const [index, [x, y]] of points.entries()) {
    const at = [box.left + box.width * x, box.top + box.height * y];
    if (at[0] < 0 || at[1] < 0 || at[0] >= innerWidth || at[1] >= innerHeight) continue;
    const top = document.elementFromPoint(...at);
    const isOwn = top && [element, ...(element.labels || [])].some((one) => one.contains(top));
    if (!isOwn && (!top || hides(top, index === 0))) {
      const cover = top ? probe.name(top) : 'nothing';
      problems.push(`${probe.name(element)} has the focus and is covered by ${cover}`);
      break;
    }
  }
  return problems;
}"""

# Gives every time its longest form: a page must fit whenever it is looked at.
LONG_TIMES = """() => {
  for (const time of document.querySelectorAll('time')) {
    if (/ ago$|^now$/.test(time.textContent)) time.textContent = '29 Nov 2026 08:14:03 UTC';
  }
}"""

# Makes the text twice as large, as a reader's settings would.
LARGE_TEXT = "() => { document.documentElement.style.fontSize = '200%'; }"

ELEMENTS = "() => document.querySelectorAll('*').length"
