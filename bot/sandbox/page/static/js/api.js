/** What people do, sent to the sandboxes' control APIs. A refusal is an Error with words for the person. */
import { state } from "./store.js";

/** @param {string} url @param {RequestInit} [options] @returns {Promise<any>} */
async function ask(url, options) {
  let answer;
  try {
    answer = await fetch(url, options);
  } catch {
    throw new Error("The sandbox does not answer. Is the demo still running?");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error ?? `The sandbox answered ${answer.status}`);
  return body;
}

/** @param {string} url @param {object} body */
const post = (url, body) =>
  ask(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** An act of the person whom the visitor is. @param {string} action @param {object} body */
export async function act(action, body) {
  const result = await post(`/api/slack/${action}`, { person: state.me, ...body });
  if (result.error) throw new Error(spoken(result.error));
  return result;
}

/** Slack's own words for an app that fails. @param {string} error */
function spoken(error) {
  switch (error) {
    case "operation_timeout":
      return `${state.people.get(state.fixed.bot)?.name ?? "The app"} did not answer in time. Try again.`;
    case "invalid_command_response":
      return "The app gave an answer that Slack does not understand.";
    default:
      return error;
  }
}

/** @param {string} order @param {object} body */
export const amplemarket = (order, body) => post(`/api/amplemarket/control/${order}`, body);

/** @param {string} name */
export const clearFault = (name) =>
  ask(`/api/amplemarket/control/faults?fault=${encodeURIComponent(name)}`, { method: "DELETE" });

/** @param {string} path */
export const look = (path) => ask(path);

/** A file as the control API takes it. @param {File} file @returns {Promise<{filename: string, content: string}>} */
export function packed(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ filename: file.name, content: String(reader.result).split(",", 2)[1] ?? "" });
    reader.onerror = () => reject(new Error(`${file.name} can't be read`));
    reader.readAsDataURL(file);
  });
}

/** A shared file, to share it again. @param {import("./store.js").SharedFile} shared */
export async function unpacked(shared) {
  const answer = await fetch(fileUrl(shared));
  return new File([await answer.blob()], shared.name);
}

/** @param {import("./store.js").SharedFile} file */
export const fileUrl = (file) => `/api/files/${file.id}/${encodeURIComponent(file.name)}`;
