/* Gongkai 公开: the search of an exported site, where no application answers. Reads one file a year, the newest first. */
(function () {
  var asked = new URLSearchParams(location.search), wanted = {}, box = document.getElementById('q');
  ['agency', 'section', 'year', 'validity'].forEach(function (k) { wanted[k] = asked.getAll(k).filter(Boolean); });
  var text = (asked.get('q') || '').trim(), words = flat(text).split(' ').filter(Boolean);
  if (box) box.value = text;
  var lines = document.getElementById('lines'), count = document.getElementById('count'), older = document.getElementById('older');
  var frame, years, found = 0, ENOUGH = 50;
  function flat(s) { return s.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim(); }
  function get(name) {
    return fetch('/search/' + name).then(function (r) { if (!r.ok) throw new Error(r.status); return r.json(); });
  }
  function one(tag, words, name) {
    var e = document.createElement(tag);
    e.textContent = words;
    if (name) e.className = name;
    return e;
  }
  function fits(row) {
    var names = frame.sections[row[4]] || [];
    if (wanted.agency.length && wanted.agency.indexOf(row[3]) < 0) return false;
    if (wanted.validity.length && wanted.validity.indexOf(row[6]) < 0) return false;
    if (wanted.section.length && !wanted.section.some(function (s) { return names.indexOf(s) >= 0; })) return false;
    var serial = row[1].split('/').slice(-2)[0], all = flat([row[0], row[5], serial].concat(names).join(' '));
    return words.every(function (w) { return all.indexOf(w) >= 0; });
  }
  function show(row) {
    var li = document.createElement('li'), a = one('a', row[0], 't'), m = one('div', '', 'm'), mm = one('span', '', 'mm');
    a.href = row[1];
    var day = one('time', row[2]);
    day.dateTime = row[2];
    if (row[6] !== 'valid') mm.append(one('span', frame.validities[row[6]] || row[6], 'tag tag--bad'));
    var names = frame.sections[row[4]] || [''];
    [frame.agencies[row[3]], row[5] || names[names.length - 1]].forEach(function (w) { if (w) mm.append(one('span', w)); });
    m.append(day, mm);
    li.append(a, '\n', m);
    if (row[6] === 'repealed' || row[6] === 'expired') li.className = 'off';
    lines.append(li);
  }
  function say() {
    var done = !years.length;
    older.hidden = done;
    count.textContent = found ? '找到' + found + '条' + (done ? '。' : '，还可以找更早的。')
      : '没有找到' + (text ? '“' + text + '”' : '符合条件的信息') + '。看看有没有写错字，或者少写几个字。';
  }
  function more() {
    var before = found;
    (function next() {
      if (!years.length || found - before >= ENOUGH) return say();
      get(years.shift() + '.json').then(function (rows) {
        rows.filter(fits).forEach(function (row) { found++; show(row); });
        next();
      }).catch(failed);
    })();
  }
  function failed() { count.textContent = '现在搜不了，请过一会儿再试，或者从各单位公开里找。'; older.hidden = true; }
  document.getElementById('found').hidden = false;
  older.addEventListener('click', more);
  count.textContent = '正在找。';
  get('index.json').then(function (read) {
    frame = read;
    years = frame.years.filter(function (y) { return !wanted.year.length || wanted.year.indexOf(String(y)) >= 0; });
    more();
  }).catch(failed);
})();
