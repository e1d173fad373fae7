/* What the server packed, and the incidents of one data revision. */
const NO_PLACE = 0xffffffff;

const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const decodeJson = (text) => JSON.parse(new TextDecoder().decode(bytes(text)));
const inflate = async (packed) => {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

/* The incidents of one revision, grouped by place. */
class Points {
  constructor(raw) {
    this.count = raw.count;
    this.revision = raw.revision;
    this.weapons = raw.weapons;
    this.textBlock = raw.text_block;
    this.lat = new Int16Array(bytes(raw.lat).buffer);
    this.lon = new Int16Array(bytes(raw.lon).buffer);
    this.site = raw.site;
    this.place = new Uint32Array(bytes(raw.place).buffer);
    this.weapon = bytes(raw.weapon);
    this.hurt = bytes(raw.hurt);
    this.flags = bytes(raw.flags);
    this.marks = raw.marks ? bytes(raw.marks) : null; // a draft: what an upload would add or change
    this.inlineTexts = raw.texts;
    this.groupByPlace();
  }

  groupByPlace() {
    const places = this.lat.length;
    this.first = new Uint32Array(places + 1);
    for (const place of this.place) if (place !== NO_PLACE) this.first[place + 1] += 1;
    for (let k = 0; k < places; k += 1) this.first[k + 1] += this.first[k];
    const next = this.first.slice();
    this.members = new Uint32Array(this.first[places]);
    this.place.forEach((place, incident) => {
      if (place !== NO_PLACE) this.members[next[place]++] = incident;
    });
  }

  total(place) {
    return this.first[place + 1] - this.first[place];
  }
}
