// The queue of a device: sent when it can be, sent again when the answer was lost. The server knows each pick by its
// number, so that sending twice books once.

const AT_ONCE = 5;
const PATIENCE = 20_000; // milliseconds for one answer
const FIRST_DELAY = 2_000;
const LONGEST_DELAY = 120_000;

// what keeps the queue here, and what to do: said on the page, nothing is lost
export const TROUBLES = {
  offline: "",
  signedOut: "Vous n'êtes plus connecté. Les choix restent sur cet appareil : reconnectez-vous, ils partiront.",
  closed: "La permanence a été fermée. Les choix restent sur cet appareil : rouvrez-la dans « Bilan et contremarques », ils partiront.",
  notYours: "Ce compte ne tient pas cette permanence. Les choix restent sur cet appareil : connectez-vous avec le compte du relais.",
  stale: "Cette page est trop ancienne pour envoyer. Les choix restent sur cet appareil : rechargez la page.",
  broken: "L'envoi n'a pas abouti. Les choix restent sur cet appareil, un nouvel essai part bientôt.",
};

const AFTER_STATUS = { 403: "stale", 404: "notYours", 409: "closed", 400: "stale" };

function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
}

function toSend(pick) {
  const { id, person, showing, party, orWait, pickupName, state } = pick;
  return {
    request_id: id,
    person,
    showing,
    ...party,
    or_wait: orWait,
    pickup_name: pickupName ?? "",
    withdraw: state === "withdrawing",
  };
}

export class Sender {
  // `changed()` when an answer came; `said(trouble)` with a key of TROUBLES, or null when all is well
  constructor(store, address, { changed, said }) {
    Object.assign(this, { store, address, changed, said });
    this.tries = 0;
    this.timer = null;
    this.sending = false;
  }

  // now, unless it is under way: in this tab, or in another one
  async send() {
    clearTimeout(this.timer);
    if (this.sending || !this.store.unsent().length) return;
    this.sending = true;
    try {
      const alone = async (lock) => (lock === null ? this.#later() : this.#empty());
      if (navigator.locks) await navigator.locks.request(this.store.prefix, { ifAvailable: true }, alone);
      else await alone();
    } finally {
      this.sending = false;
      this.changed();
    }
  }

  async #empty() {
    if (!navigator.onLine) {
      // it has not even been tried: taking it back leaves no trace
      this.said("offline");
      this.#later();
      return;
    }
    for (let queue = this.store.unsent(); queue.length; queue = this.store.unsent()) {
      const trouble = await this.#sendSome(queue.slice(0, AT_ONCE));
      this.said(trouble);
      if (trouble) {
        this.#later();
        return;
      }
      this.tries = 0;
      this.changed();
    }
  }

  // what went wrong, or null
  async #sendSome(picks, again = true) {
    // from here on the server may know them, whether we hear its answer or not
    for (const pick of picks) this.store.putPick({ ...pick, tried: true });
    let answer;
    try {
      answer = await fetch(this.address, {
        method: "POST",
        body: JSON.stringify({ picks: picks.map(toSend) }),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        redirect: "manual",
        keepalive: true,
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return "offline";
    }
    if (answer.type === "opaqueredirect") return "signedOut";
    if (answer.status === 403 && again) {
      // another token has been given since: the page, read again, brings the cookie
      await fetch(window.location.pathname, { cache: "no-store" }).catch(() => null);
      return this.#sendSome(picks, false);
    }
    if (!answer.ok) return AFTER_STATUS[answer.status] ?? "broken";
    try {
      const { answers } = await answer.json();
      answers.forEach((one, index) => this.#heard(one, picks[index].state));
    } catch {
      return "broken";
    }
    return null;
  }

  #heard(answer, sentAs) {
    const pick = this.store.pick(answer.request_id);
    if (!pick) return;
    const { pickupName, ...kept } = pick; // the name has been given: it stays here no longer
    // taken back while this answer was on its way: that goes next
    const takenBack = pick.state === "withdrawing" && sentAs === "queued";
    this.store.putPick({
      ...(takenBack ? pick : kept),
      state: takenBack ? "withdrawing" : answer.outcome,
      sentence: answer.sentence,
      nextStep: answer.next_step,
      code: answer.code,
      address: answer.address,
    });
  }

  #later() {
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.tries) * (0.75 + Math.random() / 2);
    this.tries += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), delay);
  }
}
