/* The floor that Rondo's drivers are measured against: an HTTP server that answers every receive with the same bytes.
 * io_uring without liburing: multishot accept, multishot receive from a buffer ring, DEFER_TASKRUN. It assumes that one
 * receive holds one whole request, which is true of a benchmark client and of nothing else. Who asks for /ws gets a WebSocket, if RFC 6455's own
 * key is used, and from then on each of its frames (at most 125 bytes) comes back.
 *
 *   cc -O2 -o uring_hello uring_hello.c && ./uring_hello 9090
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/io_uring.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ENTRIES 512
#define BUFFERS 512
#define BUFFER_SIZE 4096

enum { ACCEPT = 1, RECEIVE = 2, SEND = 3 };

static const char answer[] =
    "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";

static const char upgraded[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/* By descriptor. */
enum { SOCKETS = 4096, FRAME = 128 };
static char is_websocket[SOCKETS], echoes[SOCKETS][FRAME];

static int ring;
static unsigned *sq_head, *sq_tail, *cq_head, *cq_tail, sq_mask, cq_mask, tail;
static struct io_uring_sqe *sqes;
static struct io_uring_cqe *cqes;
static struct io_uring_buf_ring *buffers;
static char *memory;
static unsigned short buffer_tail;

static void die(const char *what) { perror(what); exit(1); }

static int enter(unsigned wait)
{
    __atomic_store_n(sq_tail, tail, __ATOMIC_RELEASE);
    return syscall(SYS_io_uring_enter, ring, tail - __atomic_load_n(sq_head, __ATOMIC_ACQUIRE), wait, IORING_ENTER_GETEVENTS, NULL, 0);
}

static struct io_uring_sqe *next(int opcode, int fd, int kind)
{
    while (tail - __atomic_load_n(sq_head, __ATOMIC_ACQUIRE) == ENTRIES)
        enter(0);
    struct io_uring_sqe *sqe = &sqes[tail++ & sq_mask];
    memset(sqe, 0, sizeof *sqe);
    sqe->opcode = opcode;
    sqe->fd = fd;
    sqe->user_data = (uint64_t)kind << 32 | (unsigned)fd;
    return sqe;
}

static void arm_receive(int fd)
{
    struct io_uring_sqe *sqe = next(IORING_OP_RECV, fd, RECEIVE);
    sqe->ioprio = IORING_RECV_MULTISHOT;
    sqe->flags = IOSQE_BUFFER_SELECT;
}

static void arm_accept(int fd)
{
    next(IORING_OP_ACCEPT, fd, ACCEPT)->ioprio = IORING_ACCEPT_MULTISHOT;
}

static void give_back(int id)
{
    struct io_uring_buf *entry = &buffers->bufs[buffer_tail++ & (BUFFERS - 1)];
    entry->addr = (uintptr_t)(memory + (size_t)id * BUFFER_SIZE);
    entry->len = BUFFER_SIZE;
    entry->bid = id;
    __atomic_store_n(&buffers->tail, buffer_tail, __ATOMIC_RELEASE);
}

static void send_bytes(int fd, const char *bytes, int size)
{
    struct io_uring_sqe *sqe = next(IORING_OP_SEND, fd, SEND);
    sqe->addr = (uintptr_t)bytes;
    sqe->len = size;
    sqe->msg_flags = MSG_NOSIGNAL | MSG_WAITALL;
    sqe->flags = IOSQE_CQE_SKIP_SUCCESS;
}

/* The frame without its mask. */
static void echo(int fd, const char *frame, int size)
{
    int length = frame[1] & 127;
    if (size < 6 || size != length + 6 || length > 125) {
        fprintf(stderr, "not one small frame\n");
        exit(1);
    }
    char *out = echoes[fd];
    out[0] = frame[0];
    out[1] = length;
    for (int i = 0; i < length; i++)
        out[2 + i] = frame[6 + i] ^ frame[2 + (i & 3)];
    send_bytes(fd, out, length + 2);
}

static void respond(int fd, const char *request, int size)
{
    if (fd < SOCKETS && is_websocket[fd]) {
        echo(fd, request, size);
    } else if (fd < SOCKETS && size > 8 && memcmp(request, "GET /ws ", 8) == 0) {
        is_websocket[fd] = 1;
        send_bytes(fd, upgraded, sizeof upgraded - 1);
    } else {
        send_bytes(fd, answer, sizeof answer - 1);
    }
}

static void setup(void)
{
    struct io_uring_params p = { .flags = IORING_SETUP_CQSIZE | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN, .cq_entries = ENTRIES * 8 };
    ring = syscall(SYS_io_uring_setup, ENTRIES, &p);
    if (ring < 0)
        die("io_uring_setup");
    size_t size = p.sq_off.array + p.sq_entries * sizeof(unsigned), cq = p.cq_off.cqes + p.cq_entries * sizeof *cqes;
    char *at = mmap(NULL, size > cq ? size : cq, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQ_RING);
    sqes = mmap(NULL, p.sq_entries * sizeof *sqes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
    if (at == MAP_FAILED || sqes == MAP_FAILED)
        die("mmap");
    sq_head = (void *)(at + p.sq_off.head);
    sq_tail = (void *)(at + p.sq_off.tail);
    cq_head = (void *)(at + p.cq_off.head);
    cq_tail = (void *)(at + p.cq_off.tail);
    cqes = (void *)(at + p.cq_off.cqes);
    sq_mask = p.sq_entries - 1;
    cq_mask = p.cq_entries - 1;
    for (unsigned i = 0; i < p.sq_entries; i++)
        ((unsigned *)(at + p.sq_off.array))[i] = i;

    buffers = mmap(NULL, BUFFERS * sizeof(struct io_uring_buf), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memory = mmap(NULL, (size_t)BUFFERS * BUFFER_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct io_uring_buf_reg reg = { .ring_addr = (uintptr_t)buffers, .ring_entries = BUFFERS };
    if (syscall(SYS_io_uring_register, ring, IORING_REGISTER_PBUF_RING, &reg, 1) < 0)
        die("register buffers");
    for (int i = 0; i < BUFFERS; i++)
        give_back(i);
}

int main(int argc, char **argv)
{
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(argc > 1 ? atoi(argv[1]) : 9090), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 512))
        die("bind");
    setup();
    arm_accept(listener);
    for (;;) {
        if (enter(1) < 0 && errno != EINTR)
            die("io_uring_enter");
        unsigned head = *cq_head, end = __atomic_load_n(cq_tail, __ATOMIC_ACQUIRE);
        for (; head != end; head++) {
            struct io_uring_cqe *cqe = &cqes[head & cq_mask];
            int fd = (int)(cqe->user_data & 0xffffffff), more = cqe->flags & IORING_CQE_F_MORE;
            switch (cqe->user_data >> 32) {
            case ACCEPT:
                if (cqe->res >= 0) {
                    if (cqe->res < SOCKETS)
                        is_websocket[cqe->res] = 0;
                    setsockopt(cqe->res, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    arm_receive(cqe->res);
                }
                if (!more)
                    arm_accept(fd);
                break;
            case RECEIVE:
                if (cqe->res > 0)
                    respond(fd, memory + (size_t)(cqe->flags >> IORING_CQE_BUFFER_SHIFT) * BUFFER_SIZE, cqe->res);
                if (cqe->flags & IORING_CQE_F_BUFFER)
                    give_back(cqe->flags >> IORING_CQE_BUFFER_SHIFT);
                if (cqe->res > 0) {
                    if (!more)
                        arm_receive(fd);
                } else if (cqe->res == -ENOBUFS) {
                    arm_receive(fd);
                } else if (!more) {
                    close(fd);
                }
                break;
            }
        }
        __atomic_store_n(cq_head, head, __ATOMIC_RELEASE);
    }
}
