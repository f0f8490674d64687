/* Requests at a fixed rate, whatever the server does meanwhile (wrk has no such mode): keep-alive connections take them in turn, and
 * a latency counts from when the request was due, so that a server that stalls is not spared the requests it held up.
 *
 *   cc -O2 -o rate rate.c && ./rate 8000 /plaintext 64 50000 5     # port, path, connections, requests per second, seconds
 *
 * Prints one line of JSON. It spins: give it a core of its own. Answers with Content-Length or in chunks; anything but 200 is an error.
 */
#include "client.h"

enum { QUEUE = 1 << 16, BUFFER = 65536 };

typedef struct {
    int fd, filled;
    unsigned head, tail; /* of due: what waits, its first being in flight */
    int64_t due[QUEUE];
    char buffer[BUFFER];
} Connection;

int main(int count, char **arguments)
{
    if (count != 6)
        fail("usage", "rate <port> <path> <connections> <requests per second> <seconds>");
    int port = atoi(arguments[1]), connections = atoi(arguments[3]), waiting = 0;
    double interval = 1e9 / atof(arguments[4]);
    int64_t total = (int64_t)(atof(arguments[4]) * atof(arguments[5])), sent = 0, most_waiting = 0;
    char request[1024];
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", arguments[2], port);
    Connection *all = calloc(connections, sizeof *all);
    int poll = epoll_create1(0);
    for (int i = 0; i < connections; i++) {
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = &all[i] };
        all[i].fd = dial(port);
        epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &event);
    }
    int64_t start = now();
    while (recorded < (uint64_t)total) {
        int64_t at = now();
        for (; sent < total && start + (int64_t)(sent * interval) <= at; sent++) {
            Connection *c = &all[sent % connections];
            if (c->tail - c->head == QUEUE)
                fail("overloaded", "a connection has 65,536 requests waiting: ask for a lower rate");
            c->due[c->tail++ % QUEUE] = start + (int64_t)(sent * interval);
            if (++waiting > most_waiting)
                most_waiting = waiting;
            if (c->tail - c->head == 1)
                write_all(c->fd, request, size);
        }
        struct epoll_event events[64];
        int ready = epoll_wait(poll, events, 64, 0);
        for (int i = 0; i < ready; i++) {
            Connection *c = events[i].data.ptr;
            int got = recv(c->fd, c->buffer + c->filled, BUFFER - 1 - c->filled, 0);
            if (got <= 0)
                fail("the server closed a connection", got < 0 ? strerror(errno) : "");
            c->filled += got;
            int used = answer(c->buffer, c->filled);
            if (used == 0)
                continue;
            record(now() - c->due[c->head++ % QUEUE]);
            waiting--;
            memmove(c->buffer, c->buffer + used, c->filled -= used);
            if (c->tail != c->head)
                write_all(c->fd, request, size);
        }
    }
    printf("{\"answered\": %lu, \"seconds\": %.3f, \"most_waiting\": %ld, ", recorded, (now() - start) / 1e9, (long)most_waiting);
    print_latencies();
    printf("}\n");
}
