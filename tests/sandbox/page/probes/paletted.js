// A picture in 256 colours: the most frequent ones, then those that would be missed most. Others become the nearest.
async (encoded) => {
  const bytes = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  const far = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).map(([pixel, count]) => ({ colour: parts(pixel), count, wrong: Infinity }));
  const palette = [];
  const take = (one) => {
    palette.push(one.colour);
    for (const other of sorted) other.wrong = Math.min(other.wrong, far(one.colour, other.colour));
  };
  sorted.slice(0, 128).forEach(take);
  while (palette.length < Math.min(256, sorted.length)) take(sorted.reduce((worst, one) => (one.wrong * one.count > worst.wrong * worst.count ? one : worst)));
  const nearest = (pixel) => palette.reduce((best, one, place) => (far(one, parts(pixel)) < far(palette[best], parts(pixel)) ? place : best), 0);
  const places = new Map([...counts.keys()].map((pixel) => [pixel, nearest(pixel)]));
  const rows = Uint8Array.from(pixels, (pixel) => places.get(pixel));
  let text = "";
  for (let start = 0; start < rows.length; start += 32768) text += String.fromCharCode(...rows.subarray(start, start + 32768));
  return { width, height, palette, rows: btoa(text) };
}
