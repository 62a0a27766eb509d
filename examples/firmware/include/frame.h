#ifndef FRAME_H
#define FRAME_H

#include <stdint.h>

#define FRAME_VERSION 1u
#define FRAME_SIZE 7u

struct sample {
    uint8_t node;
    int16_t centidegrees;
    uint16_t permille; /* relative humidity */
};

/* version, node, temperature (high byte first), humidity (high byte first), checksum */
void frame_write(const struct sample *sample, uint8_t out[FRAME_SIZE]);
uint8_t frame_checksum(const uint8_t *bytes, uint8_t count);

#endif
