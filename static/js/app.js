// What needs a script and no library: dialogs, copying, ticking, folding, dropped files,
// single keys, and polling where an event stream does not come through. Every page works
// without it.
(() => {
  'use strict';

  const status = (text) => {
    const region = document.getElementById('status');
    if (region) region.textContent = text;
  };

  // Shows what only a script can offer.
  const reveal = (root) => {
    for (const el of root.querySelectorAll('[data-copy], [data-key-hint], [data-drop-hint], [data-check-all]')) el.hidden = false;
  };

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      status('Copied.');
    } catch {
      status('The browser does not allow copying. Select the text instead.');
    }
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy]');
    if (button) copy(button);
  });

  // One box ticks all boxes of its table; the form that takes them says how many.
  const ticks = (box) => Array.from(box.closest('table').querySelectorAll(`input[name="${CSS.escape(box.dataset.checkAll)}"]`));
  document.addEventListener('change', (event) => {
    const table = event.target.closest?.('table');
    const all = table?.querySelector('[data-check-all]');
    if (!all) return;
    const boxes = ticks(all);
    if (event.target === all) for (const box of boxes) box.checked = all.checked;
    const on = boxes.filter((box) => box.checked).length;
    all.checked = on > 0 && on === boxes.length;
    all.indeterminate = on > 0 && on < boxes.length;
    for (const count of document.querySelectorAll('[data-check-count]')) count.textContent = on > 0 ? ` (${on})` : '';
  });

  // Parts of a page that can be folded stand open where there is room, until the reader
  // folds or unfolds them; the choice is kept for the next page.
  const remembered = (name) => { try { return localStorage.getItem(`fold.${name}`); } catch { return null; } };
  const remember = (name, open) => { try { localStorage.setItem(`fold.${name}`, open ? 'open' : 'closed'); } catch { /* not allowed here */ } };
  const folds = () => {
    const wide = matchMedia('(min-width: 62rem)').matches;
    for (const el of document.querySelectorAll('details[data-fold]:not([open])')) el.open = (remembered(el.dataset.fold) ?? (wide ? 'open' : '')) === 'open';
  };
  document.addEventListener('click', (event) => {
    const el = event.target.closest('summary')?.parentElement;
    if (el?.dataset.fold) remember(el.dataset.fold, !el.open);
  });

  // Dropped files go into the real file input, so that the form sends them as ever.
  const drops = () => {
    for (const zone of document.querySelectorAll('[data-drop]')) {
      const input = zone.querySelector('input[type=file]');
      const list = zone.querySelector('[data-drop-list]');
      const show = () => {
        list.replaceChildren(...Array.from(input.files, (file) => {
          const item = document.createElement('li');
          item.textContent = `${file.name}, ${Math.ceil(file.size / 1024)} KiB`;
          return item;
        }));
        list.hidden = input.files.length === 0;
      };
      input.addEventListener('change', show);
      zone.addEventListener('dragover', (event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        zone.classList.add('drop-over');
      });
      zone.addEventListener('dragleave', () => zone.classList.remove('drop-over'));
      zone.addEventListener('drop', (event) => {
        event.preventDefault();
        zone.classList.remove('drop-over');
        input.files = event.dataTransfer.files;
        show();
        status(input.files.length === 1 ? '1 file chosen.' : `${input.files.length} files chosen.`);
      });
    }
  };

  // Single keys. They can be switched off (WCAG 2.1.4), and rest while somebody types or a
  // dialog is open. j and k go to the first list of the page from anywhere; n, p and the
  // arrows go on only inside one.
  const rowsOf = (region) => {
    const stops = region.querySelectorAll('[data-key-stop]');
    return Array.from(stops.length > 0 ? stops : region.querySelectorAll('tbody tr'));
  };
  const step = (event, down, anywhere) => {
    const region = event.target.closest('[data-keys]') ?? (anywhere ? document.querySelector('[data-keys]') : null);
    if (!region) return false;
    const rows = rowsOf(region);
    const at = rows.findIndex((row) => row.contains(event.target));
    const next = rows[down ? at + 1 : Math.max(at, 1) - 1];
    next?.focus();
    return Boolean(next);
  };
  const rowOf = (event) => {
    const region = event.target.closest('[data-keys]');
    return region ? rowsOf(region).find((row) => row.contains(event.target)) : undefined;
  };
  const press = (el) => { el?.click(); return Boolean(el); };
  const seek = () => {
    const field = document.querySelector('main input[type="search"]');
    field?.focus();
    field?.select();
    return Boolean(field);
  };
  const onRow = (event, act) => rowOf(event) === event.target && act();
  const keys = {
    j: (event) => step(event, true, true),
    k: (event) => step(event, false, true),
    n: (event) => step(event, true),
    p: (event) => step(event, false),
    ArrowDown: (event) => onRow(event, () => step(event, true)),
    ArrowUp: (event) => onRow(event, () => step(event, false)),
    x: (event) => press(rowOf(event)?.querySelector('input[type="checkbox"][name="id"]')),
    Enter: (event) => onRow(event, () => press(event.target.querySelector('th a'))),
    '/': seek,
    '?': () => press(document.querySelector('[data-help]')),
  };
  const typing = (el) => el.closest('input:not([type="checkbox"]):not([type="radio"]), select, textarea');
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !Object.hasOwn(keys, event.key)) return;
    if ('keysOff' in document.documentElement.dataset || typing(event.target) || document.querySelector('dialog[open]')) return;
    if (keys[event.key](event)) event.preventDefault();
  });

  // A stream that does not come through is replaced by a look every two seconds, which
  // goes on until the server's answer says that the job has ended.
  const poll = (event) => {
    const el = event.target.closest?.('[data-poll]');
    if (!el || !el.isConnected) return;
    const next = document.createElement('div');
    next.id = el.id;
    const attributes = { 'hx-get': el.dataset.poll, 'hx-trigger': 'every 2s', 'hx-swap': 'outerMorph', 'hx-status:5xx': 'swap:none', 'hx-status:429': 'swap:none' };
    for (const [name, value] of Object.entries(attributes)) next.setAttribute(name, value);
    next.append(...el.childNodes);
    el.replaceWith(next);
    window.htmx.process(next);
  };
  document.addEventListener('htmx:sse:error', poll);
  document.addEventListener('htmx:response:error', poll);

  document.addEventListener('htmx:after:swap', () => {
    reveal(document);
    const dialog = document.getElementById('confirm');
    if (dialog && dialog.childElementCount > 0 && !dialog.open) {
      dialog.setAttribute('aria-label', dialog.querySelector('h2')?.textContent ?? 'Confirm');
      dialog.showModal();
      dialog.addEventListener('close', () => dialog.replaceChildren(), { once: true });
    }
  });

  const start = () => { folds(); reveal(document); drops(); };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
