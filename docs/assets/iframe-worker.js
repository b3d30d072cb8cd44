// Search from disk. Browsers start no worker from file://, so the search of
// MkDocs Material runs in a hidden frame. Material would fetch such a script.
class FrameWorker extends EventTarget {
  constructor(url) {
    super();
    this.frame = document.createElement('iframe');
    this.frame.hidden = true;
    document.body.append(this.frame);
    const inside = this.inside = this.frame.contentWindow;
    inside.document.open();
    inside.document.write('<body></body>');
    inside.document.close();
    inside.postMessage = data => this.receive(data);
    inside.importScripts = (...urls) => urls.reduce(
      (before, next) => before.then(() => this.run(next)), Promise.resolve());
    this.ready = this.run(url);
  }

  run(url) {
    return new Promise((resolve, reject) => {
      const script = this.inside.document.createElement('script');
      Object.assign(script, {src: url, onload: resolve, onerror: reject});
      this.inside.document.body.append(script);
    });
  }

  receive(data) {
    const message = new MessageEvent('message', {data});
    this.dispatchEvent(message);
    this.onmessage?.(message);
  }

  postMessage(data) {
    this.ready.then(() => this.inside.dispatchEvent(
      new MessageEvent('message', {data})));
  }

  terminate() {
    this.frame.remove();
  }
}

if (location.protocol === 'file:')
  window.Worker = window.IFrameWorker = FrameWorker;
