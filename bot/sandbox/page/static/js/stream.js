/** Hearing of changes by server-sent events. A person's stream shows what that person sees, nothing else. */
import { becomes, notify, state, take } from "./store.js";

/** @type {EventSource|undefined} */
let source;

/** See through someone's eyes from now on; whatever was seen before is forgotten. @param {string} person */
export function listenAs(person) {
  source?.close();
  const fresh = new EventSource(`/events?person=${encodeURIComponent(person)}`);
  source = fresh;
  let first = true;
  fresh.onmessage = (event) => {
    if (first) becomes();
    first = false;
    take(JSON.parse(event.data));
  };
  fresh.onerror = () => {
    first = true; // the stream begins anew when it comes back
    state.online = false;
    notify("online");
  };
}
