#include "frame.h"

static uint8_t high(uint16_t value)
{
    return (uint8_t)(value >> 8);
}

static uint8_t low(uint16_t value)
{
    return (uint8_t)(value & 0xFFu);
}

uint8_t frame_checksum(const uint8_t *bytes, uint8_t count)
{
    uint8_t sum = 0;
    for (uint8_t i = 0; i < count; i++) {
        sum = (uint8_t)(sum + bytes[i]);
    }
    return (uint8_t)(0u - sum);
}

void frame_write(const struct sample *sample, uint8_t out[FRAME_SIZE])
{
    const uint16_t temperature = (uint16_t)sample->centidegrees;
    out[0] = FRAME_VERSION;
    out[1] = sample->node;
    out[2] = high(temperature);
    out[3] = low(temperature);
    out[4] = high(sample->permille);
    out[5] = low(sample->permille);
    out[6] = frame_checksum(out, FRAME_SIZE - 1u);
}
