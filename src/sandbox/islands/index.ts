/** Keeps the phones as they are at this moment: the server says which rang and what they look like now. */

const phones = document.getElementById('phones') as HTMLElement;
const empty = document.getElementById('empty') as HTMLElement;
const live = document.getElementById('live') as HTMLElement;
const pause = document.getElementById('pause') as HTMLButtonElement;
const PHONES_MAX = 24;

let paused = false;
const held = new Map<string, string>();

/** Down to the last message, but never past its beginning. */
function showLatestMessages(within: ParentNode): void {
  for (const chat of within.querySelectorAll<HTMLElement>('.sb-chat')) {
    const last = chat.lastElementChild;
    const before = last?.previousElementSibling;
    const top = before?.matches('.sb-day') === true ? before : last;
    if (!top) continue;
    const toItsTop = top.getBoundingClientRect().top - chat.getBoundingClientRect().top + chat.scrollTop - 8;
    chat.scrollTop = Math.min(chat.scrollHeight - chat.clientHeight, toItsTop);
  }
}

function put(to: string, html: string): void {
  const fresh = document.createRange().createContextualFragment(html).firstElementChild as HTMLElement;
  const old = document.getElementById(`phone-${to}`);
  const known = new Set(
    [...(old?.querySelectorAll<HTMLElement>('.sb-message') ?? [])].map(({ dataset }) => dataset.message),
  );
  for (const message of fresh.querySelectorAll<HTMLElement>('.sb-message')) {
    if (!known.has(message.dataset.message)) message.classList.add('sb-new');
  }
  // Whoever is reading or typing on a phone keeps it where it is.
  if (old?.matches(':hover, :focus-within')) old.replaceWith(fresh);
  else {
    old?.remove();
    phones.prepend(fresh);
  }
  showLatestMessages(fresh);
}

/** The latest of each kind of room first, so that AlimTalk, RCS and text are seen side by side. */
function putInFront(): void {
  if (phones.querySelector('.sb-phone:hover, .sb-phone:focus-within')) return;
  const inFront = new Map<string | undefined, HTMLElement>();
  for (const phone of phones.querySelectorAll<HTMLElement>('.sb-phone')) {
    if (!inFront.has(phone.dataset.room)) inFront.set(phone.dataset.room, phone);
  }
  const wanted = [...inFront.values()];
  if (wanted.every((phone, place) => phones.children[place] === phone)) return;
  phones.prepend(...wanted);
  for (const phone of wanted) showLatestMessages(phone);
}

function show(changes: Iterable<[string, string]>): void {
  for (const [to, html] of changes) put(to, html);
  putInFront();
  while (phones.childElementCount > PHONES_MAX) phones.lastElementChild?.remove();
  empty.hidden = phones.childElementCount > 0;
}

function say(words: string, state: string): void {
  live.textContent = words;
  live.dataset.state = state;
}

const query = phones.dataset.to ? `?to=${phones.dataset.to}` : '';
const stream = new EventSource(`/phones/stream${query}`);
let run: string | undefined;

stream.addEventListener('hello', ({ data }) => {
  // Another run of the sandbox knows other messages.
  if (run !== undefined && run !== data) location.reload();
  run = data;
  say('실시간', 'on');
});
stream.addEventListener('phones', ({ data }) => {
  const changes = (JSON.parse(data) as { to: string; html: string }[]).map(({ to, html }): [string, string] => [
    to,
    html,
  ]);
  if (paused) for (const [to, html] of changes) held.set(to, html);
  else show(changes);
});
stream.addEventListener('cleared', () => {
  held.clear();
  phones.replaceChildren();
  empty.hidden = false;
});
stream.addEventListener('error', () => say('연결이 끊겼습니다. 다시 연결하는 중…', 'off'));

// A room that was closed has no height to scroll in.
phones.addEventListener('change', ({ target }) => {
  const phone = (target as HTMLElement).closest('.sb-phone');
  if (phone) showLatestMessages(phone);
});

pause.hidden = false;
pause.addEventListener('click', () => {
  paused = !paused;
  pause.textContent = paused ? '계속' : '멈춤';
  pause.setAttribute('aria-pressed', String(paused));
  say(paused ? '멈춰 있습니다' : '실시간', paused ? 'off' : 'on');
  if (!paused) {
    show(held);
    held.clear();
  }
});

showLatestMessages(document);
