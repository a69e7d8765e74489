'use strict';

const lies = {'X-Forwarded-User': 'root', 'X-Forwarded-Roles': 'admin', 'X_Forwarded_User': 'root'};

const byId = (id) => document.getElementById(id);

function element(name, text, ...children) {
    const made = document.createElement(name);
    made.textContent = text;
    made.append(...children);
    return made;
}

function verdict(good, text) {
    const note = element('p', (good ? '✓ ' : '✕ ') + text);
    note.className = good ? 'note good' : 'note bad';
    return note;
}

function comparison(honest, lied) {
    const rows = Object.keys(lies).map((name) => element('div', '',
        element('dt', '', element('code', name)),
        element('dd', honest[name] === lied[name] ? '✓ ' : '✕ ',
            'sent ', element('code', lies[name]), ', received ', element('code', lied[name]))));
    return element('dl', '', ...rows);
}

async function received(headers) {
    const answer = await fetch('./whoami', {headers});
    if (!answer.ok) {
        throw new Error(`Refused with ${answer.status}. Your sign-in ended: load this page again.`);
    }
    const all = await answer.json();
    return Object.fromEntries(Object.keys(lies).map((name) => [name, (all[name.toLowerCase()] || ['nothing']).join(' and ')]));
}

async function forge() {
    try {
        const [honest, lied] = [await received({}), await received(lies)];
        const believed = Object.keys(lies).some((name) => honest[name] !== lied[name]);
        const text = believed ? 'The lie arrived. Did you open the portal without the gateway?' : 'None of it arrived. You are still you.';
        byId('forged').replaceChildren(verdict(!believed, text), comparison(honest, lied));
    } catch (error) {
        byId('forged').replaceChildren(verdict(false, error.message));
    }
}

function stream() {
    const events = element('p', 'Events: connecting');
    const socket = element('p', 'WebSocket: connecting');
    byId('streamed').replaceChildren(events, socket);

    const source = new EventSource('./events');
    source.onmessage = (message) => {
        const ticks = JSON.parse(message.data).tick + 1;
        events.textContent = `Events: ${ticks} of 10 received`;
        if (ticks === 10) {
            source.close();
            byId('stream').disabled = false;
        }
    };
    source.onerror = () => {
        source.close();
        events.textContent = 'Events: the stream ended';
        byId('stream').disabled = false;
    };
    byId('stream').disabled = true;

    const address = new URL('ws', document.baseURI);
    address.protocol = address.protocol.replace('http', 'ws');
    const web = new WebSocket(address);
    let messages = 0;
    web.onopen = () => web.send('hello');
    web.onerror = () => { socket.textContent = 'WebSocket: could not connect'; };
    web.onmessage = (message) => {
        messages += 1;
        if (messages === 2) {
            socket.textContent = `WebSocket: sent hello, received ${message.data}`;
            web.close();
        }
    };
}

for (const [id, action] of [['forge', forge], ['stream', stream]]) {
    const button = byId(id);
    if (button) {
        button.hidden = false;
        button.addEventListener('click', action);
    }
}
