/* The symbols of weapons and sites. */

/* Shapes, traced into a path around (x, y) so that equal ink is about equal to the eye. */
const polygon = (corners, turn, scale) => (path, x, y, r) => {
  for (let k = 0; k < corners; k += 1) {
    const angle = turn + (2 * Math.PI * k) / corners;
    const px = x + r * scale * Math.cos(angle);
    const py = y + r * scale * Math.sin(angle);
    if (k === 0) path.moveTo(px, py);
    else path.lineTo(px, py);
  }
  path.closePath();
};
const SHAPES = {
  circle: (path, x, y, r) => {
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
  },
  triangle: polygon(3, -Math.PI / 2, 1.25),
  wedge: polygon(3, Math.PI / 2, 1.25),
  diamond: polygon(4, 0, 1.25),
  square: polygon(4, Math.PI / 4, 1.2),
  pentagon: polygon(5, -Math.PI / 2, 1.15),
  hexagon: polygon(6, 0, 1.15),
  octagon: polygon(8, Math.PI / 8, 1.1),
  plus: (path, x, y, r) => {
    const a = r * 0.42;
    const b = r * 1.1;
    const corners = [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]];
    corners.forEach(([dx, dy], k) => (k ? path.lineTo(x + dx, y + dy) : path.moveTo(x + dx, y + dy)));
    path.closePath();
  },
};
