// Paste two files into a field.
(box) => {
  const carried = new DataTransfer();
  for (const name of ["a.csv", "b.csv"]) carried.items.add(new File(["Email\nx@y.example\n"], name));
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}
