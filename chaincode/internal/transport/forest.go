package transport

// breakCycle takes one cycle out of what is used, the root's arcs among them. In an optimal allocation pushing pieces round such a
// cycle costs nothing. false when there is none.
func (p *problem) breakCycle() bool {
	cycle := p.cycle()
	if cycle == nil {
		return false
	}
	push := int64(-1)
	for k := 1; k < len(cycle); k += 2 {
		if has := *p.used(cycle[k], cycle[(k+1)%len(cycle)]); push < 0 || has < push {
			push = has
		}
	}
	for k := range cycle {
		if k%2 == 0 {
			*p.used(cycle[k], cycle[(k+1)%len(cycle)]) += push
		} else {
			*p.used(cycle[k], cycle[(k+1)%len(cycle)]) -= push
		}
	}
	return true
}

// used is what goes between two nodes, nil where nothing can.
func (p *problem) used(one, other int) *int64 {
	rows, root := len(p.demand), len(p.demand)+len(p.supply)
	one, other = min(one, other), max(one, other)
	switch {
	case one < rows && other >= rows && other < root:
		return &p.fill[one][other-rows]
	case other == root && one < rows:
		return &p.openDemand[one]
	case other == root && one < root:
		return &p.openPart[one-rows]
	}
	return nil
}

// cycle finds nodes whose arcs are all used, in their order round the cycle; the root, if it is among them, first, because the signs
// change at every other node.
func (p *problem) cycle() []int {
	root := len(p.demand) + len(p.supply)
	parent := make([]int, root+1)
	for x := range parent {
		parent[x] = -2
	}
	var found []int
	var visit func(x, from int)
	visit = func(x, from int) {
		parent[x] = from
		for y := 0; y <= root && found == nil; y++ {
			if used := p.used(x, y); used == nil || *used == 0 || y == from {
				continue
			}
			if parent[y] == -2 {
				visit(y, x)
				continue
			}
			for z := x; z != y && z >= 0; z = parent[z] {
				found = append(found, z)
			}
			found = append(found, y)
		}
	}
	for x := root; x >= 0 && found == nil; x-- {
		if parent[x] == -2 {
			visit(x, -1)
		}
	}
	for k, x := range found {
		if x == root {
			return append(append([]int{}, found[k:]...), found[:k]...)
		}
	}
	return found
}
