// Pictures and files that the person adds, within limits that stand beside the field.
const addFiles = async (list) => {
  draft.problem = '';
  for (const file of list) {
    const total = draft.files.reduce((sum, each) => sum + each.bytes, 0);
    if (draft.files.length >= limits.files) draft.problem = say('tooMany', limits.files);
    else if (file.size > limits.file) draft.problem = say('tooLarge', file.name, inMegabytes(limits.file));
    else if (total + file.size > limits.allFiles) draft.problem = say('tooMuch', inMegabytes(limits.allFiles));
    else {
      try {
        const bytes = await file.arrayBuffer();
        draft.files.push({
          name: within(file.name || 'file', limits.name), type: within(file.type || 'application/octet-stream', 100),
          bytes: bytes.byteLength, data: bytes,
        });
      } catch {
        draft.problem = say('unreadable', file.name);
      }
    }
  }
  showFiles();
};
const showFiles = () => {
  const total = draft.files.reduce((sum, each) => sum + each.bytes, 0);
  parts.files.replaceChildren(...draft.files.map((file, index) => el('li', { className: 'row' },
    el('span', {}, el('bdi', {}, file.name), ' (' + inMegabytes(file.bytes) + ')'),
    button(named('remove', file.name), () => {
      draft.files.splice(index, 1);
      showFiles();
      parts.input.focus();
    }))));
  parts.room.textContent = say('room', limits.files, inMegabytes(limits.allFiles - total), inMegabytes(limits.allFiles));
  parts.error.textContent = draft.problem;
};
// The browser asks which screen or window; what it shows at that moment is the picture, without this dialog.
const takePicture = async () => {
  let stream;
  try {
    stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
    parts.dialog.close();
    const video = el('video', { srcObject: stream, muted: true });
    await video.play();
    await new Promise((done) => setTimeout(done, 300));
    const canvas = el('canvas', { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext('2d').drawImage(video, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
    await addFiles([new File([blob], 'screen.png', { type: 'image/png' })]);
  } catch {
    // The person said no, or the browser did: then there is no picture.
  } finally {
    stream?.getTracks().forEach((track) => track.stop());
    if (!parts.dialog.open) parts.dialog.showModal();
  }
};
