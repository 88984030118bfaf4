/** Something the person at the command line can put right. The message is one sentence for them; no stack is shown. */
export class UserError extends Error {}
