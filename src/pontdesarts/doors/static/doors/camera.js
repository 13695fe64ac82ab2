// Squares seen by the camera. The browser reads them itself where it can; elsewhere a small library, kept with the page.

const EVERY = 120; // milliseconds between two looks
const SIDE = 640; // pixels: a paper held at arm's length is read, and a look takes some 10 ms

async function reader() {
  if ("BarcodeDetector" in window) {
    const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video))[0]?.rawValue ?? "";
    }
  }
  const { decodeQR } = await import("./vendor/qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return (video) => {
    const ratio = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * ratio);
    canvas.height = Math.round(video.videoHeight * ratio);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return ""; // no square in sight
    }
  };
}

// what the browser answers when there is no picture, in words
const WHY = {
  NotAllowedError: "La caméra n'est pas autorisée : autorisez-la dans les réglages du navigateur, ou tapez le code.",
  NotFoundError: "Ce téléphone n'a pas de caméra : tapez le code.",
  NotReadableError: "La caméra sert à une autre application : fermez-la, ou tapez le code.",
};
export const NO_CAMERA = "La caméra ne s'ouvre pas : tapez le code.";

export class Camera {
  // `seen(text)` at each square that is read, as often as it is
  constructor(video, seen) {
    Object.assign(this, { video, seen, stream: null, timer: null });
  }

  get isOpen() {
    return this.stream !== null;
  }

  // "" or why it does not open
  async open() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
      this.video.srcObject = this.stream;
      await this.video.play();
      this.read = await reader();
    } catch (error) {
      this.close();
      return WHY[error?.name] ?? NO_CAMERA;
    }
    this.#look();
    return "";
  }

  close() {
    clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  async #look() {
    if (!this.isOpen) return;
    const text = this.video.videoWidth ? await this.read(this.video) : "";
    if (text) this.seen(text);
    this.timer = setTimeout(() => this.#look(), EVERY);
  }
}
