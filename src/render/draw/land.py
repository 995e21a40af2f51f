#!/usr/bin/env python3
"""Makes src/render/draw/land.bin, the coastlines that maps are drawn from.

    npm pack world-atlas@2 && tar xzf world-atlas-2*.tgz
    python3 src/render/draw/land.py package/land-50m.json src/render/draw/land.bin

The data is Natural Earth's land at 1:50 million, which is in the public domain, as the npm package
world-atlas (ISC) has it. Simplified after Visvalingam: the point that makes the smallest triangle
with its neighbours goes first, until all triangles are larger than LEAST_AREA.

The file is a row of rings, each a number of points and, for each point, how far it is from the one
before: east, then north, in hundredths of a degree. Numbers are LEB128; signed ones are zigzag.
"""

import heapq
import json
import math
import sys

LEAST_AREA = 0.003  # of a triangle, in square degrees at the equator
LEAST_ISLAND = 0.01  # of a ring, in the same
UNITS = 100          # in a degree


def rings(atlas):
    """Gives the rings of a topology as lists of longitude and latitude."""
    (sx, sy), (tx, ty) = atlas['transform']['scale'], atlas['transform']['translate']
    arcs = []
    for arc in atlas['arcs']:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    for land in atlas['objects']['land']['geometries']:
        for polygon in land['arcs']:
            for ring in polygon:
                points = []
                for arc in ring:
                    way = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
                    points += way[1:] if points else way
                yield unwound(points)


def unwound(points):
    """Lets longitudes go on beyond 180 degrees, and closes a ring around a pole there."""
    turns, ring = 0, []
    for x, y in points:
        x += turns * 360
        if ring and abs(x - ring[-1][0]) > 180:
            turn = 1 if x < ring[-1][0] else -1
            turns, x = turns + turn, x + turn * 360
        ring.append((x, y))
    (first, _), (last, south) = ring[0], ring[-1]
    if abs(last - first) < 180:
        return ring[:-1]
    pole = -90 if south < 0 else 90
    return ring + [(last, pole), (first, pole)]


def area(a, b, c):
    """Gives the area of a triangle, the degrees of longitude as long as they are there."""
    across = math.cos(math.radians((a[1] + b[1] + c[1]) / 3))
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2 * across


def size(ring):
    """Gives the area of a ring, in the same."""
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))
    return abs(doubled) / 2 * math.cos(math.radians(sum(y for _, y in ring) / len(ring)))


def simplified(ring):
    """Leaves out the points that matter least; those of a pole stay."""
    n = len(ring)
    before, after = [i - 1 for i in range(n)], [(i + 1) % n for i in range(n)]
    before[0] = n - 1
    is_pole = [abs(y) == 90 for _, y in ring]
    now = [0.0] * n

    def measure(i):
        now[i] = math.inf if is_pole[i] else area(ring[before[i]], ring[i], ring[after[i]])
        return now[i], i

    heap = [measure(i) for i in range(n)]
    heapq.heapify(heap)
    gone, left = [False] * n, n
    while heap and left > 4:
        least, i = heapq.heappop(heap)
        if gone[i] or least != now[i]:
            continue
        if least > LEAST_AREA:
            break
        gone[i], left = True, left - 1
        a, b = before[i], after[i]
        after[a], before[b] = b, a
        for j in (a, b):
            heapq.heappush(heap, (max(measure(j)[0], least), j))
            now[j] = max(now[j], least)
    return [point for i, point in enumerate(ring) if not gone[i]]


def number(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return out


def signed(n):
    return number(n * 2 if n >= 0 else -n * 2 - 1)


def main(source, target):
    with open(source, encoding='utf-8') as file:
        atlas = json.load(file)
    # The largest first: where not all of them fit, those are drawn.
    kept = sorted((ring for ring in rings(atlas) if size(ring) >= LEAST_ISLAND), key=size, reverse=True)
    out, count = bytearray(), 0
    for ring in kept:
        points = []
        for x, y in simplified(ring):
            point = (round(x * UNITS), round(y * UNITS))
            if not points or points[-1] != point:
                points.append(point)
        out += number(len(points))
        x = y = 0
        for px, py in points:
            out += signed(px - x) + signed(py - y)
            x, y = px, py
        count += len(points)
    with open(target, 'wb') as file:
        file.write(out)
    print(f'{len(kept)} rings, {count} points, {len(out)} bytes')


if __name__ == '__main__':
    main(*sys.argv[1:])
