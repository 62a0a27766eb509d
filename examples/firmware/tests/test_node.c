#include <stdio.h>

#include "frame.h"
#include "ring.h"

static int failed;

static void expect(int holds, const char *what)
{
    printf("%s: %s\n", holds ? "ok" : "FAILED", what);
    failed += !holds;
}

static void test_frame(void)
{
    const struct sample cold = {.node = 12, .centidegrees = -5, .permille = 480};
    uint8_t frame[FRAME_SIZE];
    frame_write(&cold, frame);
    expect(frame[0] == FRAME_VERSION, "a frame begins with its version");
    expect(frame[2] == 0xFF && frame[3] == 0xFB, "temperatures below zero are two's complement");
    expect(frame_checksum(frame, FRAME_SIZE) == 0, "a frame with its checksum adds up to zero");
}

static void test_ring(void)
{
    struct ring ring = {0};
    uint8_t byte = 0;
    expect(!ring_get(&ring, &byte), "an empty ring gives nothing");
    for (uint8_t i = 0; i < RING_SIZE; i++) {
        ring_put(&ring, i);
    }
    expect(ring.lost == 1, "what does not fit is counted");
    expect(ring_get(&ring, &byte) && byte == 0, "the oldest byte comes first");
}

int main(void)
{
    test_frame();
    test_ring();
    return failed != 0;
}
