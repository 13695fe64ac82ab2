// What the person at the door hears and feels, and the screen that stays awake.

// a sound when it is wanted, a shiver where the telephone has one
let sounds = null;

export function signal(good) {
  navigator.vibrate?.(good ? 60 : [80, 60, 80]);
  if (!sounds) return;
  const tone = sounds.createOscillator();
  tone.frequency.value = good ? 880 : 220;
  tone.connect(sounds.destination);
  tone.start();
  tone.stop(sounds.currentTime + (good ? 0.08 : 0.3));
}

export function hear(wanted) {
  sounds = wanted ? new AudioContext() : null;
  signal(true);
}

let awake = null;

// a browser that cannot, or a battery that is low: the screen goes dark as usual
export async function stayAwake() {
  awake = await navigator.wakeLock?.request("screen").catch(() => null);
}

export function mayRest() {
  awake?.release();
  awake = null;
}
