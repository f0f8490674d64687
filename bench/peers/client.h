/* What the load clients share: connections, a histogram with 1.6% resolution, the clock. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void die(const char *what) { perror(what); exit(1); }

static void fail(const char *what, const char *text) { fprintf(stderr, "%s: %.300s\n", what, text); exit(1); }

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int dial(int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0)
        die("socket");
    if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0)
        die("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void write_all(int fd, const void *data, size_t size)
{
    for (const char *at = data; size > 0;) {
        ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);
        if (sent < 0)
            die("send");
        at += sent;
        size -= sent;
    }
}

/* 64 buckets per power of two, as HdrHistogram does it: exact below 128 ns, 1.6% above. */
static uint64_t histogram[64 * 64], recorded;
static int64_t slowest;

static void record(int64_t ns)
{
    if (ns < 0)
        ns = 0;
    int shift = ns < 128 ? 0 : 57 - __builtin_clzll((uint64_t)ns);
    histogram[shift * 64 + (ns >> shift)]++;
    recorded++;
    if (ns > slowest)
        slowest = ns;
}

static double percentile_us(double p)
{
    uint64_t wanted = (uint64_t)(p / 100 * recorded + 0.5), seen = 0;
    for (int i = 0; i < 64 * 64; i++) {
        seen += histogram[i];
        if (seen >= wanted && histogram[i] > 0) {
            int shift = i < 128 ? 0 : i / 64 - 1;
            return (double)((int64_t)(i - shift * 64 + 1) << shift) / 1000;
        }
    }
    return slowest / 1000.0;
}

static void print_latencies(void)
{
    printf("\"p50_us\": %.1f, \"p99_us\": %.1f, \"p999_us\": %.1f, \"max_us\": %.1f", percentile_us(50), percentile_us(99), percentile_us(99.9), slowest / 1000.0);
}

/* The length of the answer at the start of the text, or 0 while it is not whole. */
static inline int answer(char *text, int size)
{
    text[size] = 0;
    char *end = strstr(text, "\r\n\r\n");
    if (end == NULL)
        return 0;
    if (strncmp(text, "HTTP/1.1 200", 12) != 0)
        fail("not 200", text);
    int head = end + 4 - text;
    *end = 0;
    char *length = strcasestr(text, "\r\ncontent-length:");
    int chunked = strcasestr(text, "\r\ntransfer-encoding: chunked") != NULL;
    *end = '\r';
    if (length != NULL) {
        int whole = head + atoi(length + 17);
        return size >= whole ? whole : 0;
    }
    if (!chunked)
        fail("neither Content-Length nor chunks", text);
    for (char *at = text + head;;) {
        char *line = strstr(at, "\r\n");
        if (line == NULL)
            return 0;
        long chunk = strtol(at, NULL, 16);
        at = line + 2 + chunk + 2;
        if (at > text + size)
            return 0;
        if (chunk == 0)
            return at - text;
    }
}
