/**
 * Bitcoin's trades as they happen, none lost and none twice: subscribe, authenticate, resume after a cut.
 * After a long cut the stream no longer has what was missed and says `resync`. Then the hole is filled over REST.
 * Needs GATEWAY_URL, LOGIN and PASSWORD; TRADES says after how many to end. Node 22, or 20 with --experimental-websocket.
 */
import { setTimeout as sleep } from "node:timers/promises";

const { GATEWAY_URL, LOGIN, PASSWORD, TRADES = "0" } = process.env;
const CHANNEL = "trades:bitcoin";
const CHANNELS = [CHANNEL, "account"];
// Trades of several exchanges do not come in the order of their times: look back this far, and leave out what is known.
const OVERLAP_MS = 60_000;
const REMEMBERED = 50_000;

let refreshToken = null;
let stream = null;
const seen = {};
const known = new Set();
let newest = "";
let hole = false;
let trades = 0;
let id = 0;
let failures = 0;

/** Signed in once; from then on each token comes from the refresh token before it. */
async function accessToken() {
  const [path, body] = refreshToken
    ? ["refresh", { refresh_token: refreshToken }]
    : ["login", { login: LOGIN, password: PASSWORD }];
  const answer = await fetch(`${GATEWAY_URL}/api/users/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const tokens = await answer.json();
  if (!answer.ok) throw new Error(`${tokens.code}: ${tokens.detail}`);
  refreshToken = tokens.refresh_token;
  return tokens.access_token;
}

const key = (trade) => `${trade.instrument_id} ${trade.trade_id}`;

/** Prints every trade once. */
function add(trade) {
  if (known.has(key(trade))) return;
  known.add(key(trade));
  if (known.size > REMEMBERED) known.delete(known.values().next().value);
  if (trade.timestamp > newest) newest = trade.timestamp;
  trades += 1;
  console.log(
    trade.timestamp,
    trade.venue,
    trade.side,
    trade.size,
    trade.price,
  );
  if (trades === Number(TRADES)) process.exit();
}

/** The trades from `start` on over REST, oldest first. */
async function* stored(start) {
  const query = new URLSearchParams({ start, order: "asc", limit: "500" });
  for (;;) {
    const answer = await fetch(
      `${GATEWAY_URL}/api/market/trades/bitcoin?${query}`,
    );
    const page = await answer.json();
    if (answer.status === 429) {
      await sleep(Number(answer.headers.get("Retry-After")) * 1000);
      continue;
    }
    if (!answer.ok) throw new Error(`${page.code}: ${page.detail}`);
    yield* page.items;
    if (page.next === null) return;
    query.set("cursor", page.next);
  }
}

/** Adds what was missed. What is stored may be a moment behind the stream: ask until it has reached it. */
async function fill(newestFirst) {
  const start = new Date(Date.parse(newest) - OVERLAP_MS).toISOString();
  const end = new Set(newestFirst.map(key));
  console.log("filling over REST");
  for (;;) {
    let reached = end.size === 0;
    for await (const trade of stored(start)) {
      add(trade);
      reached ||= end.has(key(trade));
    }
    if (reached) return;
    await sleep(500);
  }
}

/** A snapshot of trades has the newest ones. After a hole they are its end: fill up to them, then go on. */
async function onSnapshot({ channel, seq, data }) {
  if (channel === CHANNEL && hole && newest) {
    await fill(data.items);
    data.items.toReversed().forEach(add);
    hole = false;
  }
  seen[channel] = seq;
}

function note({ channel, seq, data }) {
  seen[channel] = seq;
  if (channel === CHANNEL) add(data);
}

async function authenticate(send, channels, resume) {
  send({ op: "auth", token: await accessToken() });
  send({ op: "subscribe", channels, ...(resume && { resume }) });
}

async function take(message, send) {
  if (message.type === "hello") {
    failures = 0;
    const resumed = Object.keys(seen).length > 0;
    await authenticate(
      send,
      CHANNELS,
      resumed ? { stream, channels: seen } : null,
    );
    stream = message.stream;
    console.log(resumed ? "resumed" : "subscribed");
  } else if (message.type === "snapshot") await onSnapshot(message);
  else if (message.type === "update") message.messages.forEach(note);
  else if (message.type === "resync") {
    delete seen[message.channel];
    hole ||= message.channel === CHANNEL;
  } else if (message.type === "error" && message.code === "token_expired")
    await authenticate(send, ["account"], null);
  else if (message.type === "error") console.log(message.code, message.detail);
}

function connect() {
  const socket = new WebSocket(`${GATEWAY_URL.replace("http", "ws")}/ws`);
  const send = (message) =>
    socket.send(JSON.stringify({ id: ++id, ...message }));
  let last = Promise.resolve(); // one message after the other, also while one is waiting for REST
  socket.onmessage = (event) =>
    (last = last.then(() => take(JSON.parse(event.data), send)));
  socket.onclose = () => {
    console.log("cut");
    failures += 1;
    setTimeout(connect, Math.min(15_000, 500 * 2 ** failures));
  };
}

connect();
