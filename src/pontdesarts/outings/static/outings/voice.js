// A voice note, recorded in the page, put in the file field that is there without this script.

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

function button(words, onClick) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = words;
  made.addEventListener("click", onClick);
  return made;
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

class Note {
  constructor(input) {
    this.input = input;
    this.most = Number(input.dataset.voice);
    this.box = document.createElement("div");
    this.box.className = "voice";
    this.said = document.createElement("p");
    this.said.className = "voice-time";
    this.said.setAttribute("role", "status");
    this.start = button("Enregistrer ma voix", () => this.record());
    this.stop = button("Arrêter", () => this.recorder?.stop());
    this.erase = button("Effacer", () => this.clear());
    this.player = document.createElement("audio");
    this.player.controls = true;
    this.box.append(this.start, this.stop, this.said, this.player, this.erase);
    input.before(this.box);
    this.show("ready");
  }

  show(state, sentence = "") {
    this.start.hidden = state === "recording";
    this.start.textContent = state === "recorded" ? "Recommencer" : "Enregistrer ma voix";
    this.stop.hidden = state !== "recording";
    this.player.hidden = this.erase.hidden = state !== "recorded";
    this.input.hidden = state !== "ready";
    this.said.textContent = sentence;
  }

  async record() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.show("ready", "Le micro n'est pas accessible. Vous pouvez choisir un fichier.");
      return;
    }
    const type = TYPES.find((known) => MediaRecorder.isTypeSupported(known));
    this.recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32000 });
    const pieces = [];
    this.recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    this.recorder.addEventListener("stop", () => this.keep(stream, pieces), { once: true });
    this.recorder.start();
    this.show("recording", `0:00, une minute au plus`);
    this.stop.focus();
    const began = performance.now();
    this.timer = setInterval(() => {
      const seconds = Math.floor((performance.now() - began) / 1000);
      this.said.textContent = `${clock(seconds)} sur ${clock(this.most)}`;
      if (seconds >= this.most && this.recorder.state === "recording") this.recorder.stop();
    }, 250);
  }

  keep(stream, pieces) {
    clearInterval(this.timer);
    for (const track of stream.getTracks()) track.stop();
    const type = this.recorder.mimeType.split(";")[0] || "audio/webm";
    const sound = new File(pieces, `note.${type.split("/")[1]}`, { type });
    const files = new DataTransfer();
    files.items.add(sound);
    this.input.files = files.files;
    this.free();
    this.player.src = URL.createObjectURL(sound);
    this.show("recorded", "Enregistré. La note part avec « Ajouter ».");
    this.start.focus();
  }

  clear() {
    this.input.value = "";
    this.free();
    this.show("ready", "Effacé.");
    this.start.focus();
  }

  free() {
    if (this.player.src) URL.revokeObjectURL(this.player.src);
    this.player.removeAttribute("src");
  }
}

if (window.MediaRecorder && navigator.mediaDevices?.getUserMedia && window.DataTransfer) {
  for (const input of document.querySelectorAll("input[type=file][data-voice]")) new Note(input);
}
