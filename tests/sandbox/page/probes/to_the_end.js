// Back to the newest message, and one frame to draw it.
async () => {
  const scroller = document.querySelector("#main .scroller");
  scroller.scrollTop = scroller.scrollHeight;
  await new Promise(requestAnimationFrame);
}
