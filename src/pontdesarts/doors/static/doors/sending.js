// What this telephone has read is sent when it can be, again when the answer was lost; each answer brings the evening
// as every door knows it. The server knows each read by its number: sent twice, it is one.

const AT_ONCE = 25;
const PATIENCE = 15_000; // milliseconds for one answer
const FIRST_DELAY = 2_000;
const LONGEST_DELAY = 60_000;
const KEPT = "Les entrées restent sur ce téléphone";

const AFTER_STATUS = {
  400: `Cette page est trop ancienne pour envoyer. ${KEPT} : rechargez-la.`,
  403: `Cette page est trop ancienne pour envoyer. ${KEPT} : rechargez-la.`,
  404: `Ce compte n'accueille pas à cette date. ${KEPT} : connectez-vous avec un autre.`,
  410: `Le lien n'est plus valable. ${KEPT} : demandez un nouveau lien à l'association, et ouvrez-le sur ce téléphone. Elles partiront.`,
};
const SIGNED_OUT = `Vous n'êtes plus connecté. ${KEPT} : reconnectez-vous, elles partiront.`;
const BROKEN = `L'envoi n'a pas abouti. ${KEPT}, un nouvel essai part bientôt.`;
export const OFFLINE = "offline";

function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

export class Sender {
  // `heard(evening)` with what the server knows; `said(trouble)` with OFFLINE, a sentence, or null when all is well
  constructor(store, address, { heard, said }) {
    Object.assign(this, { store, address, heard, said });
    // to add to our clock to read the server's, in milliseconds; null before the first answer
    this.offset = null;
    this.tries = 0;
    this.timer = null;
    this.running = null;
  }

  // send what there is, and read the evening again; one tab at a time
  exchange() {
    clearTimeout(this.timer);
    this.running ??= this.#exchange();
    return this.running;
  }

  // the same, begun now: what was on its way says nothing of the network of this instant
  async exchangeAnew() {
    await this.running;
    await this.exchange();
  }

  async #exchange() {
    try {
      const alone = async (lock) => (lock === null ? null : this.#all());
      const trouble = navigator.locks
        ? await navigator.locks.request(this.store.prefix, { ifAvailable: true }, alone)
        : await alone();
      this.said(trouble);
      if (trouble || this.store.unsent().length) this.#later();
      else this.tries = 0;
    } finally {
      this.running = null;
    }
  }

  // what may be said of a code that is not in the list; null without a network
  async ask(code) {
    const { answer } = await this.#call("GET", `?code=${encodeURIComponent(code)}`);
    return answer?.elsewhere ?? null;
  }

  async #all() {
    if (!navigator.onLine) return OFFLINE;
    if (this.offset === null) {
      // the clock first: what is sent afterwards is dated by it
      const { trouble, answer } = await this.#call("GET");
      if (trouble) return trouble;
      this.heard(answer.evening);
      if (!this.store.unsent().length) return null;
    }
    do {
      const reads = this.store.unsent().slice(0, AT_ONCE);
      const { trouble, answer } = reads.length ? await this.#send(reads) : await this.#call("GET");
      if (trouble) return trouble;
      for (const { id } of reads) {
        const refused = answer.refused[id];
        if (refused) this.store.putRead({ ...this.store.reads().find((read) => read.id === id), refused });
        else this.store.removeRead(id);
      }
      this.heard(answer.evening);
    } while (this.store.unsent().some((read) => !read.tried));
    return null;
  }

  #send(reads) {
    // from here on the server may know them: they are said the same way for ever, the offset of the clock included
    const frozen = reads.map((read) => ({ ...read, offset: read.offset ?? this.offset, tried: true }));
    for (const read of frozen) this.store.putRead(read);
    const said = frozen.map(({ id, made, offset, code, people, beyond, ordinal, undoes }) => ({ id, at: made, offset, code, people, beyond, ordinal, undoes }));
    return this.#call("POST", "", JSON.stringify({ device: this.store.device, reads: said }));
  }

  async #call(method, query = "", body = undefined, again = true) {
    const before = Date.now();
    let response;
    try {
      response = await fetch(this.address + query, {
        method,
        body,
        headers: body ? { "Content-Type": "application/json", "X-CSRFToken": token() } : { "Content-Type": "application/json" },
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout?.(PATIENCE),
      });
    } catch {
      return { trouble: OFFLINE };
    }
    if (response.type === "opaqueredirect") return { trouble: SIGNED_OUT };
    if (response.status === 403 && again) {
      // another token has been given since: the page, read again, brings the cookie
      await fetch(window.location.pathname, { cache: "no-store" }).catch(() => null);
      return this.#call(method, query, body, false);
    }
    try {
      const answer = await response.json();
      if (response.status === 409) return { trouble: `${answer.sentence} ${answer.next_step}` };
      if (response.ok) {
        this.offset = Math.round(answer.evening.read_at - (before + Date.now()) / 2);
        return { answer };
      }
    } catch {
      return { trouble: AFTER_STATUS[response.status] ?? BROKEN };
    }
    return { trouble: AFTER_STATUS[response.status] ?? BROKEN };
  }

  #later() {
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.tries) * (0.75 + Math.random() / 2);
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.exchange(), delay);
  }
}
