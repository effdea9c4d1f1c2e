/** What an element needs to know of the place it stands in. */

/**
 * @typedef {object} Context
 * @property {string} target ts of a message, id of a view: where a click goes
 * @property {"message"|"modal"|"home"} surface
 * @property {boolean} input whether it stands in an input block, and therefore waits for the submission
 * @property {any} [initial] what it holds at first, as `submit` takes it
 * @property {string} [labelledby] id of the label, in an input block
 * @property {(value: any) => void} [keep] remembers a value for the submission
 * @property {string} [described] id of the hint
 * @property {import("../form.js").Form} [form] what stands in the inputs of the view
 */

export {};
