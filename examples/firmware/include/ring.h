#ifndef RING_H
#define RING_H

#include <stdbool.h>
#include <stdint.h>

#define RING_SIZE 32u /* a power of two */

/* One writer (the interrupt handler) and one reader (the main loop); neither needs a lock. */
struct ring {
    volatile uint8_t head;
    volatile uint8_t tail;
    volatile uint16_t lost; /* bytes that came while it was full */
    volatile uint8_t data[RING_SIZE];
};

void ring_put(struct ring *ring, uint8_t byte);
bool ring_get(struct ring *ring, uint8_t *byte);

#endif
