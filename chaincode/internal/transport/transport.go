// Package transport solves small transportation problems exactly, with the prices that prove it. It is for tests: simple and slow,
// and knows nothing of lists, ratings and rules.
package transport

import "math"

// Solution is an allocation that maximises Σ fill·value, and prices with U[d] + V[s] ≥ value[d][s] for every pair that may trade and
// Σ demand·U + Σ supply·V = Σ fill·value. Fills and what they leave over form a forest, so that they can be put in an order in which
// each uses up one of its ends.
type Solution struct {
	Fill [][]int64
	U, V []int64
}

// problem is the circulation: nodes are the demands, then the supplies, then the root, from which every list gets what it leaves over.
type problem struct {
	demand, supply       []int64
	value, fill          [][]int64
	openDemand, openPart []int64 // left over of demands and supplies
}

// Solve takes positive amounts and a value for each pair, 0 where it may not trade.
func Solve(demand, supply []int64, value [][]int64) Solution {
	p := &problem{demand: demand, supply: supply, value: value}
	p.openDemand, p.openPart = append([]int64{}, demand...), append([]int64{}, supply...)
	for range demand {
		p.fill = append(p.fill, make([]int64, len(supply)))
	}
	for p.augment() {
	}
	for p.breakCycle() {
	}
	u, v := p.prices()
	return Solution{p.fill, u, v}
}

type arc struct {
	from, to int
	cost     int64
}

// residual gives the arcs along which more can go: towards a supply at minus its value, back where something goes.
func (p *problem) residual() []arc {
	var arcs []arc
	rows := len(p.demand)
	for d := range p.demand {
		for s := range p.supply {
			if p.value[d][s] > 0 {
				arcs = append(arcs, arc{d, rows + s, -p.value[d][s]})
			}
			if p.fill[d][s] > 0 {
				arcs = append(arcs, arc{rows + s, d, p.value[d][s]})
			}
		}
	}
	return arcs
}

// augment pushes pieces along the best path from a demand to a supply that both have something left; false when none gains.
func (p *problem) augment() bool {
	rows, count := len(p.demand), len(p.demand)+len(p.supply)
	distance, parent := make([]int64, count), make([]int, count)
	for x := range distance {
		parent[x] = -1
		if x >= rows || p.openDemand[x] == 0 {
			distance[x] = math.MaxInt64 / 2
		}
	}
	arcs := p.residual()
	for range count {
		for _, a := range arcs {
			if next := distance[a.from] + a.cost; distance[a.from] < math.MaxInt64/4 && next < distance[a.to] {
				distance[a.to], parent[a.to] = next, a.from
			}
		}
	}
	best := -1
	for s := range p.supply {
		if p.openPart[s] > 0 && distance[rows+s] < 0 && (best < 0 || distance[rows+s] < distance[best]) {
			best = rows + s
		}
	}
	if best < 0 {
		return false
	}
	path := []int{best}
	for x := best; parent[x] >= 0; x = parent[x] {
		path = append(path, parent[x])
	}
	start := path[len(path)-1]
	push := min(p.openPart[best-rows], p.openDemand[start])
	for k := 1; k+1 < len(path); k += 2 { // path[k] is a demand, path[k+1] a supply that gives back
		push = min(push, p.fill[path[k]][path[k+1]-rows])
	}
	for k := 0; k+1 < len(path); k++ {
		if k%2 == 0 {
			p.fill[path[k+1]][path[k]-rows] += push
		} else {
			p.fill[path[k]][path[k+1]-rows] -= push
		}
	}
	p.openPart[best-rows] -= push
	p.openDemand[start] -= push
	return true
}

// prices are the potentials of the optimal circulation, taken from the root.
func (p *problem) prices() (u, v []int64) {
	rows, root := len(p.demand), len(p.demand)+len(p.supply)
	arcs := p.residual()
	for d := range p.demand {
		arcs = rootArcs(arcs, root, d, p.openDemand[d] > 0, p.openDemand[d] < p.demand[d])
	}
	for s := range p.supply {
		arcs = rootArcs(arcs, root, rows+s, p.openPart[s] < p.supply[s], p.openPart[s] > 0)
	}
	potential := make([]int64, root+1)
	for range potential {
		for _, a := range arcs {
			potential[a.to] = min(potential[a.to], potential[a.from]+a.cost)
		}
	}
	for d := range p.demand {
		u = append(u, max(0, potential[d]-potential[root]))
	}
	for s := range p.supply {
		v = append(v, max(0, potential[root]-potential[rows+s]))
	}
	return u, v
}

func rootArcs(arcs []arc, root, node int, to, from bool) []arc {
	if to {
		arcs = append(arcs, arc{root, node, 0})
	}
	if from {
		arcs = append(arcs, arc{node, root, 0})
	}
	return arcs
}
