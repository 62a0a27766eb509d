#include "ring.h"

void ring_put(struct ring *ring, uint8_t byte)
{
    const uint8_t next = (uint8_t)((ring->head + 1u) & (RING_SIZE - 1u));
    if (next == ring->tail) {
        if (ring->lost < UINT16_MAX) {
            ring->lost = (uint16_t)(ring->lost + 1u);
        }
        return;
    }
    ring->data[ring->head] = byte;
    ring->head = next;
}

bool ring_get(struct ring *ring, uint8_t *byte)
{
    if (ring->tail == ring->head) {
        return false;
    }
    *byte = ring->data[ring->tail];
    ring->tail = (uint8_t)((ring->tail + 1u) & (RING_SIZE - 1u));
    return true;
}
