/** What stands in the inputs of a view: kept while the view is open, checked before it is sent. */

/** What a person has filled in, by action_id; kept while the view is open, whatever the app changes in it. */
export class Form {
  constructor() {
    /** @type {Map<string, any>} */
    this.values = new Map();
    /** @type {Map<string, {block: any, show: (words: string) => void, focus: () => void}>} */
    this.inputs = new Map();
  }

  /** @param {string} action */
  get(action) {
    return this.values.get(action);
  }

  /** @param {string} action @param {any} value */
  set(action, value) {
    this.values.set(action, value);
  }

  /** Show errors by block; the first field with one gets the focus. @param {Record<string, string>} errors */
  show(errors) {
    for (const [id, input] of this.inputs) input.show(errors[id] ?? "");
    const first = [...this.inputs].find(([id]) => errors[id]);
    first?.[1].focus();
  }

  /** What is missing or too short; Slack does not ask the app about that. @returns {Record<string, string>} */
  problems() {
    /** @type {Record<string, string>} */
    const found = {};
    for (const [id, { block }] of this.inputs) {
      const problem = problemOf(block, this.values.has(block.element.action_id) ? this.values.get(block.element.action_id) : initialOf(block.element));
      if (problem) found[id] = problem;
    }
    return found;
  }

  /** For the app: only what is still in the view. */
  answers() {
    const present = new Set([...this.inputs.values()].map(({ block }) => block.element.action_id));
    return Object.fromEntries([...this.values].filter(([action]) => present.has(action)));
  }
}

/** @param {any} block @param {any} value */
function problemOf(block, value) {
  const empty = value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length);
  if (empty) return block.optional ? "" : "Please complete this required field.";
  const least = block.element.min_length ?? 0;
  if (typeof value === "string" && value.length < least) return `Please enter at least ${least} characters.`;
  return "";
}

/** @param {any} element */
function initialOf(element) {
  return Object.entries(element).find(([name]) => name.startsWith("initial_"))?.[1];
}
