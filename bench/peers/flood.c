/* Pipelined requests: each connection sends `depth` of them in one write, and the next ones when all are answered. The client compares lengths, and
 * parses nothing, so that it needs a small part of a core for a server that works as hard as it can.
 *
 *   cc -O2 -o flood flood.c && ./flood 8000 /plaintext 64 5 32     # port, path, connections, seconds, depth
 *
 * Prints one line of JSON. All answers have to be as long as the first; anything but 200 is an error.
 */
#include "client.h"
#include <sys/resource.h>

enum { BUFFER = 1 << 16 };

typedef struct { int fd; int64_t received; } Connection;

static char buffer[BUFFER + 1];

static int first_answer(int fd, const char *request, int size)
{
    int filled = 0, length;
    write_all(fd, request, size);
    while ((length = answer(buffer, filled)) == 0) {
        int got = recv(fd, buffer + filled, BUFFER - filled, 0);
        if (got <= 0)
            fail("no answer", got < 0 ? strerror(errno) : "the connection ended");
        filled += got;
    }
    return length;
}

int main(int count, char **arguments)
{
    if (count != 6)
        fail("usage", "flood <port> <path> <connections> <seconds> <depth>");
    int port = atoi(arguments[1]), connections = atoi(arguments[3]), depth = atoi(arguments[5]), length = 0;
    char request[1024];
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", arguments[2], port);
    char *batch = malloc((size_t)size * depth);
    for (int i = 0; i < depth; i++)
        memcpy(batch + (size_t)i * size, request, size);
    Connection *all = calloc(connections, sizeof *all);
    int poll = epoll_create1(0);
    for (int i = 0; i < connections; i++) {
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = &all[i] };
        all[i].fd = dial(port);
        length = first_answer(all[i].fd, request, size);
        epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &event);
    }
    int64_t start = now(), end = start + atoi(arguments[4]) * 1000000000LL, answered = 0, whole = (int64_t)length * depth;
    for (int i = 0; i < connections; i++)
        write_all(all[i].fd, batch, (size_t)size * depth);
    while (now() < end) {
        struct epoll_event events[64];
        int ready = epoll_wait(poll, events, 64, 5000);
        if (ready == 0)
            fail("silence", "nothing has come for five seconds");
        for (int i = 0; i < ready; i++) {
            Connection *c = events[i].data.ptr;
            int got = recv(c->fd, buffer, BUFFER, 0);
            if (got <= 0)
                fail("the server closed a connection", got < 0 ? strerror(errno) : "");
            buffer[got] = 0;
            if (c->received % length == 0 && got >= 12 && strncmp(buffer, "HTTP/1.1 200", 12) != 0)
                fail("not 200", buffer);
            c->received += got;
            if (c->received > whole)
                fail("an answer is longer than the first", buffer);
            if (c->received < whole)
                continue;
            c->received = 0;
            answered += depth;
            write_all(c->fd, batch, (size_t)size * depth);
        }
    }
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("{\"answered\": %ld, \"seconds\": %.3f, \"client_cpu\": %.3f}\n", (long)answered, (now() - start) / 1e9,
        used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
}
