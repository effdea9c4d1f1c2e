// Scroll to the top, frame by frame; how long frames took, in milliseconds.
async () => {
  const scroller = document.querySelector("#main .scroller");
  const frames = [];
  let last = performance.now();
  while (scroller.scrollTop > 0) {
    scroller.scrollTop -= 400;
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  frames.sort((a, b) => a - b);
  return { frames: frames.length, median: frames[frames.length >> 1], most: frames[Math.floor(frames.length * 0.9)], longest: window.longest };
}
