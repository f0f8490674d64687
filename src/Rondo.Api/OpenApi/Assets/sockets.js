// The WebSockets of the app: OpenAPI has no words for them, so the document describes them under x-websocket, and this section shows and tries them.
(async () => {
  const spec = move(await (await fetch(documentUrl)).json());
  const section = document.getElementById('sockets');
  const make = (name, attributes = {}, ...children) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...children);
    return element;
  };

  // References are followed; a type inside itself is shown by its name.
  const resolve = (schema, seen = []) => {
    if (Array.isArray(schema)) return schema.map(each => resolve(each, seen));
    if (schema === null || typeof schema !== 'object') return schema;
    if (schema.$ref) {
      const name = schema.$ref.split('/').pop();
      return seen.includes(name) ? { $ref: name } : resolve(spec.components.schemas[name], [...seen, name]);
    }
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolve(value, seen)]));
  };
  const sample = schema => {
    if (!schema) return '';
    if (schema.examples) return schema.examples[0];
    if ('default' in schema) return schema.default;
    if ('const' in schema) return schema.const;
    if (schema.enum) return schema.enum[0];
    const variant = schema.oneOf ?? schema.anyOf;
    if (variant) return sample(variant.find(each => each.type !== 'null') ?? variant[0]);
    const type = Array.isArray(schema.type) ? schema.type.find(each => each !== 'null') : schema.type ?? (schema.properties && 'object');
    switch (type) {
      case 'object': return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, each]) => [name, sample(each)]));
      case 'array': return [sample(schema.items)];
      case 'integer': case 'number': return schema.minimum ?? 0;
      case 'boolean': return true;
      default: return schema.$ref ? {} : 'string';
    }
  };

  const show = (path, operation) => {
    const socket = operation['x-websocket'];
    const base = new URL(spec.servers?.[0]?.url ?? '/', location.href);
    base.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
    const url = new URL(base.href.replace(/\/$/, '') + path.replace(/[{}]/g, c => encodeURIComponent(c)));
    for (const parameter of operation.parameters ?? [])
      if (parameter.in === 'query' && parameter.required) url.searchParams.set(parameter.name, parameter.example ?? '');
    const address = make('input', { value: decodeURI(url.href), spellcheck: false });
    const log = make('div', { className: 'log' });
    const incoming = socket.incoming && resolve(socket.incoming);
    const message = make('textarea', { rows: 5, spellcheck: false, value: incoming ? JSON.stringify(sample(incoming), null, 2) : '' });
    const connect = make('button', { textContent: 'Connect' });
    const send = make('button', { textContent: 'Send', disabled: true });
    const close = make('button', { textContent: 'Close', disabled: true });
    const note = (kind, text) => {
      log.append(make('div', { className: kind, textContent: { out: '→ ', in: '← ', note: '' }[kind] + text }));
      log.scrollTop = log.scrollHeight;
    };
    let open;
    const state = connected => ([connect.disabled, send.disabled, close.disabled] = [connected, !connected, !connected]);
    connect.onclick = () => {
      try {
        open = new WebSocket(address.value, socket.subprotocols);
      } catch (error) {
        note('note', String(error));
        return;
      }
      connect.disabled = true;
      open.onopen = () => { state(true); note('note', 'Connected.'); };
      open.onmessage = event => note('in', typeof event.data === 'string' ? event.data : `${event.data.size} bytes`);
      open.onclose = event => { state(false); note('note', `Closed: ${event.code} ${event.reason}`); };
    };
    send.onclick = () => {
      let text = message.value;
      try { if (incoming) text = JSON.stringify(JSON.parse(text)); } catch { /* the server says what is wrong with it */ }
      open.send(text);
      note('out', text);
    };
    close.onclick = () => open.close();
    const schema = (title, each) => make('div', {}, make('h4', { textContent: title }),
      make('pre', { textContent: each ? JSON.stringify(resolve(each), null, 2) : 'Text or bytes.' }));
    section.append(make('details', {},
      make('summary', {}, make('b', { textContent: 'WS' }), path, make('span', { textContent: operation.summary ?? '' })),
      make('div', { className: 'body' },
        ...(operation.description ? [make('p', { textContent: operation.description })] : []),
        make('div', { className: 'schemas' }, schema('You send', socket.incoming), schema('You receive', socket.outgoing)),
        make('label', {}, 'Address', address),
        make('label', {}, 'Message', message),
        make('div', {}, connect, send, close),
        log)));
  };

  section.append(make('h2', { textContent: 'WebSockets' }));
  for (const [path, item] of Object.entries(spec.paths ?? {}))
    for (const operation of Object.values(item))
      if (operation['x-websocket']) { show(path, operation); section.hidden = false; }
})();
