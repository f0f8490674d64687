/* WebSocket clients, as cheap as they come: masked with zeros, one epoll.
 *
 *   ./sockets echo 8000 /ws 64 3 32          # port, path, sockets, seconds, bytes: each sends its next message when the last came back
 *   ./sockets broadcast 8000 /room 5000 20 32   # port, path, sockets, messages, bytes: one says something, and all hear it; then the next
 *   ./sockets chat 8000 /chat 1000 20 32 8001 HELLO SAY   # a further socket, at port 8001, sends the text SAY; every socket begins with
 *                                               # the text HELLO, if it is not empty; messages have at least 32 bytes, others do not count
 *
 * Prints "ready" when all are connected, waits for a line on its input, and prints one line of JSON.
 */
#include "client.h"
#include <sys/resource.h>

typedef struct { int fd, filled; int64_t sent; unsigned char buffer[4096]; } Socket;

static unsigned char frame[4200];
static int frame_size, least;

static void raise_descriptors(void)
{
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void make_frame(int bytes)
{
    frame[0] = 0x82;
    frame_size = bytes < 126 ? 2 : 4;
    frame[1] = 0x80 | (bytes < 126 ? bytes : 126);
    frame[2] = bytes >> 8;
    frame[3] = bytes;
    memset(frame + frame_size, 0, 4);
    frame_size += 4;
    memset(frame + frame_size, 'x', bytes);
    frame_size += bytes;
}

static void make_text(const char *text)
{
    make_frame(strlen(text));
    frame[0] = 0x81;
    memcpy(frame + frame_size - strlen(text), text, strlen(text));
}

static int upgrade(int port, const char *path)
{
    char text[2048];
    int fd = dial(port), filled = 0;
    write_all(fd, text, snprintf(text, sizeof text,
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path, port));
    do {
        int got = recv(fd, text + filled, 1, 0);
        if (got <= 0)
            fail("no upgrade", "the connection ended");
        filled += got;
        text[filled] = 0;
    } while (strstr(text, "\r\n\r\n") == NULL && filled < 2000);
    if (strncmp(text, "HTTP/1.1 101", 12) != 0)
        fail("no upgrade", text);
    return fd;
}

/* Reads, and counts whole messages; answers pings by ignoring them, which a benchmark survives. */
static int receive(Socket *s)
{
    int got = recv(s->fd, s->buffer + s->filled, sizeof s->buffer - s->filled, 0), messages = 0, at = 0;
    if (got <= 0)
        fail("the server closed a socket", got < 0 ? strerror(errno) : "");
    s->filled += got;
    while (s->filled - at >= 2) {
        int head = 2, length = s->buffer[at + 1] & 127, opcode = s->buffer[at] & 15;
        if (length == 126) {
            head = 4;
            if (s->filled - at < 4)
                break;
            length = s->buffer[at + 2] << 8 | s->buffer[at + 3];
        }
        if (s->filled - at < head + length)
            break;
        if (opcode == 8)
            fail("the server closed a socket", "with a close frame");
        messages += opcode <= 2 && length >= least;
        at += head + length;
    }
    memmove(s->buffer, s->buffer + at, s->filled -= at);
    return messages;
}

int main(int count, char **arguments)
{
    if (count != 7 && count != 10)
        fail("usage", "sockets echo|broadcast|chat <port> <path> <sockets> <seconds|messages> <bytes> [<speaker's port> <hello> <say>]");
    raise_descriptors();
    int echo = strcmp(arguments[1], "echo") == 0, chat = count == 10, port = atoi(arguments[2]), sockets = atoi(arguments[4]), amount = atoi(arguments[5]);
    int size = atoi(arguments[6]), hello = chat && *arguments[8];
    least = chat ? size : 0;
    if (chat)
        make_text(arguments[8]);
    else
        make_frame(size);
    Socket *all = calloc(sockets, sizeof *all);
    int poll = epoll_create1(0);
    for (int i = 0; i < sockets; i++) {
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = &all[i] };
        all[i].fd = upgrade(port, arguments[3]);
        if (hello)
            write_all(all[i].fd, frame, frame_size);
        epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &event);
    }
    Socket own = { .fd = chat ? upgrade(atoi(arguments[7]), arguments[3]) : -1 }, *speaker = chat ? &own : &all[0];
    if (chat) {
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = &own };
        epoll_ctl(poll, EPOLL_CTL_ADD, own.fd, &event);
        if (hello)
            write_all(own.fd, frame, frame_size);
        make_text(arguments[9]);
        usleep(500000); /* the rooms are joined by then */
    }
    printf("ready\n");
    fflush(stdout);
    getchar();
    int64_t start = now(), end = start + amount * 1000000000LL, said = start, heard = 0, messages = 0;
    for (int i = 0; i < (echo ? sockets : 1); i++) {
        all[i].sent = now();
        write_all(echo ? all[i].fd : speaker->fd, frame, frame_size);
    }
    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(poll, events, 256, 5000);
        if (ready == 0)
            fail("silence", "nothing has come for five seconds");
        for (int i = 0; i < ready; i++) {
            Socket *s = events[i].data.ptr;
            int got = receive(s);
            if (s == &own)
                continue; /* hears itself, which is no delivery of the other process */
            messages += got;
            if (chat)
                for (int each = 0; each < got; each++)
                    record(now() - said);
            if (echo && got > 0) {
                int64_t at = now();
                record(at - s->sent);
                s->sent = at;
                write_all(s->fd, frame, frame_size);
            }
            heard += got;
        }
        if (echo ? now() >= end : heard == sockets) {
            if (echo)
                break;
            if (!chat)
                record(now() - said); /* to the last one */
            if (messages == (int64_t)amount * sockets)
                break;
            heard = 0;
            said = now();
            write_all(speaker->fd, frame, frame_size);
        }
    }
    printf("{\"messages\": %ld, \"seconds\": %.3f, ", (long)messages, (now() - start) / 1e9);
    print_latencies();
    printf("}\n");
}
